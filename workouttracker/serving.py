"""What gunicorn reads (``-c python:workouttracker.serving``): its main process, which loads no Django, writes the same
lines into the log as all others.
"""

from workouttracker import env
from workouttracker.logging import logging_config

logconfig_dict = logging_config(env.text("LOG_FORMAT", "text" if env.flag("DEBUG", default=False) else "json"))
