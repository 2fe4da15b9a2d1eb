"""ASGI: pages and /ws/ in the embedded run; /ws/ alone in production."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workouttracker.settings")
os.environ.setdefault("PROCESS_KIND", "asgi")

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from jobs.routing import websocket_urlpatterns  # noqa: E402 - only after the apps are loaded

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)
