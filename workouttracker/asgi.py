"""ASGI: pages and /ws/ in the embedded run; /ws/ alone in production."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workouttracker.settings")
os.environ.setdefault("PROCESS_KIND", "asgi")

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

application = ProtocolTypeRouter({"http": get_asgi_application()})
