"""Taking everything out: what is read, and one writer per format (see ``registry``)."""
