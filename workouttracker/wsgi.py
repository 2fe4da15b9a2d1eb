"""WSGI: pages and API in production."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workouttracker.settings")
os.environ.setdefault("PROCESS_KIND", "web")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from workouttracker.ahead import prepare_ahead  # noqa: E402 - only after the apps are loaded

prepare_ahead()
