#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workouttracker.settings")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError as error:
        sys.exit(f"{error}: use .venv/bin/python manage.py, which scripts/run --setup-only prepares")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
