"""Every address of the product. Each app answers for its own part; see README, "Map of the apps"."""

from django.contrib import admin
from django.urls import include, path

from calculator import urls as tools
from sessions_app import urls as log
from sharing.mount import NAMESPACE, mounted
from sharing.scope import Area
from workouttracker import health, metrics, offline, pages, styleguide

# The owner's read pages a second time, for whoever opened a shared link.
visitors = mounted({Area.SESSIONS: log.read, Area.REPORTS: log.read_reports, Area.CALCULATOR: tools.read})

urlpatterns = [
    path("", include("sessions_app.urls")),
    path("", include("calculator.urls")),
    path("more/", pages.more, name="more"),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("offline/", offline.offline_page, name="offline"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("manage/health/", health.dashboard, name="manage-health"),
    path("metrics", metrics.metrics, name="metrics"),
    path("manage/style-guide/", styleguide.style_guide, name="style-guide"),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("manage/", include("accounts.manage_urls")),
    path("manage/", include("jobs.manage_urls")),
    path("manage/help/", include("helpcenter.manage_urls")),
    path("help/", include("helpcenter.urls")),
    path("accounts/", include("allauth.urls")),
    path("versions/", include("versions.urls")),
    path("", include("feedback.urls")),
    path("api/v1/", include(("workouttracker.api_urls", "api"))),
    path("", include("jobs.urls")),
    path("", include("sharing.urls")),
    path(f"{NAMESPACE}/<uuid:share>/", include((visitors, NAMESPACE))),
    path("", include("portability.urls")),
]

handler400 = "workouttracker.errors.bad_request"
handler403 = "workouttracker.errors.permission_denied"
handler404 = "workouttracker.errors.page_not_found"
handler500 = "workouttracker.errors.server_error"
