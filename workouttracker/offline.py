"""What makes the product an app on a phone: the service worker, the page it shows without network, the manifest."""

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

LOG = "/log/"
KIT = "/log/kit/"
"""The page of an athlete's data that is kept on the device, and what it needs to go on by itself."""
COPY = "X-Kept-Copy"
"""The header with which the worker asks for a page to keep, behind the one that is open."""
NEVER = ("/shared/", "/s/", "/admin/", "/accounts/", "/manage/", "/api/", "/data/", "/ws/", "/health/", "/metrics")
"""What the worker leaves alone altogether: secrets, other people's data, large files, machines."""
WRITES = ("/sessions/", "/log/start/", "/log/exercises/")
"""Where what is sent may change the quick log page; the queue's own sending is told by the page."""
LEFT_OUT = (
    "css/admin.css",
    "css/help.css",
    "css/style_guide.css",
    "js/admin_theme.js",
    "js/help/article.js",
    "vendor/chart.umd.min.js",
)
OWN = ("css/", "js/", "img/", "vendor/")
LIGHT, DARK = "#f6f5f2", "#0e0f11"
"""The pages' background (``--c-bg`` in static/css/tokens.css), which the frame of an installed app takes on."""


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from the root so that it may answer for every page."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def _worker() -> str:
    """The worker's text, made once per process: release and static files don't change while it runs."""
    assets = _assets()
    config = {
        "version": hashlib.sha256(f"{settings.APP_VERSION} {assets}".encode()).hexdigest()[:16],
        "hashed": bool(assets),
        "assets": assets,
        "static": settings.STATIC_URL,
        "never": NEVER,
        "accounts": "/accounts/",
        "writes": WRITES,
        "log": LOG,
        "kit": KIT,
        "copy": COPY,
        "offline": reverse("offline"),
    }
    return render_to_string("offline/sw.js", {"config": mark_safe(json.dumps(config))})  # noqa: S308 - ours, no input


def _assets() -> list[str]:
    """Addresses of what pages are made of, with hashed names; none in development, where nothing is hashed."""
    hashed: dict[str, str] = getattr(staticfiles_storage, "hashed_files", {})
    names = (name for name in hashed if name.startswith(OWN) and name not in LEFT_OUT)
    return sorted(static(name) for name in names)


@login_not_required
@require_safe
@vary_on_cookie
def offline_page(request: HttpRequest) -> HttpResponse:
    """What the worker shows instead of a page that can't be reached.

    The worker asks for it behind a page, maybe while somebody opens the form of signing in. A CSRF token drawn here
    would bring a new cookie that the form doesn't fit; so whoever is not signed in, and needs none, gets none.
    """
    context: dict[str, object] = {"log_url": LOG}
    if not request.user.is_authenticated:
        context["csrf_token"] = ""
    return render(request, "offline/page.html", context)


@login_not_required
@require_safe
@never_cache
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, in the reader's language."""
    body = {
        "id": "/",
        "name": "WorkoutTracker",
        "short_name": pgettext("short name of the app below its icon", "Workouts"),
        "description": _("Log sessions set by set and rep by rep, also without network."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": LOG,
        "scope": "/",
        "display": "standalone",
        "background_color": LIGHT,
        "theme_color": LIGHT,
        "categories": ["fitness", "health", "sports"],
        "icons": [
            {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("img/app-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("img/app-512.png"), "sizes": "512x512", "type": "image/png"},
            {"src": static("img/app-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
        "shortcuts": [
            {"name": _("Log a set"), "url": LOG},
            {"name": pgettext("main navigation", "History"), "url": reverse("session-list")},
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json")
