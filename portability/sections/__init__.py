"""What own JSON holds beside sessions, exercises and measurements: a section for each list, out and in."""
