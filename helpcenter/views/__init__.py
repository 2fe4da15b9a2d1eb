"""The help centre over HTTP: reading, searching, voting; for staff the dashboard."""
