"""What can happen to the content of the help centre, and what readers can do to it."""
