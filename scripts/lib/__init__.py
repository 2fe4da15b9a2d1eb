"""What scripts/run and scripts/test share. Standard library only: it runs before anything is installed."""
