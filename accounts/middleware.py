"""Shows every page in the signed-in person's language and time zone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from workouttracker.kit.log_context import user_id


class PreferencesMiddleware:
    """Activates language and time zone: from the account, else from the browser's header and UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            user_id.set(str(user.pk))
            language, zone = user.language, user.zone
        else:
            language, zone = translation.get_language_from_request(request), None
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        # Signing in or out happened in between: the line about this request names who it was about.
        if request.user.is_authenticated:
            user_id.set(str(request.user.pk))
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response
