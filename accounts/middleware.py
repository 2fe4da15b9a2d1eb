"""Shows every page in the signed-in person's language and time zone; lets refused forms say so."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts import token_use
from accounts.access import has_factor_needed
from accounts.mfa import owner_claimed
from accounts.models import LoginHistory
from accounts.services.history import attempt_failed
from accounts.services.tokens import token_find
from workouttracker.kit.log_context import user_id


class AccessTokenMiddleware:
    """Below ``/api/`` a request with ``Authorization: Bearer …`` is the token's owner's, whatever its cookies say.

    ``request.bearer`` is what was sent, ``request.access_token`` the live token that it is; one that is none leaves the
    request nobody's. Whoever answers says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @method_decorator(sensitive_variables("bearer", "kind"))
    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind, _space, bearer = request.headers.get("Authorization", "").partition(" ")
        if request.path_info.startswith("/api/") and kind.lower() == "bearer":
            token = token_find(bearer.strip())
            request.bearer, request.access_token = bearer.strip(), token  # type: ignore[attr-defined]
            request.user = token.owner if token else AnonymousUser()
            if token is not None:
                token_use.note(token.pk)
        return self.get_response(request)


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


class StaffSecondFactorMiddleware:
    """With ``REQUIRE_STAFF_MFA``, the admin and every dashboard send staff without a second factor to set one up.

    Decided by where a route lies, so that a new dashboard can't forget it.
    """

    PLACES = ("admin/", "manage/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """``None`` lets the view answer."""
        match, user = request.resolver_match, request.user
        guarded = match is not None and match.route.startswith(self.PLACES)
        if not (settings.REQUIRE_STAFF_MFA and guarded and user.is_authenticated and user.is_staff):
            return None
        if has_factor_needed(user):
            return None
        messages.warning(request, _("Staff need a second factor here. Set one up, then come back."))
        return redirect("mfa_index")


class LimitedSignInMiddleware:
    """Writes down the sign-ins that were refused before anybody looked at them: too many came from that address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.TOO_MANY_REQUESTS or request.method != "POST":
            return response
        match = request.resolver_match
        if match is not None and match.view_name == "account_login" and request.POST.get("login"):
            attempt_failed(request=request, email=request.POST["login"], reason=LoginHistory.Reason.LIMITED)
        if match is not None and match.view_name == "mfa_login_webauthn":
            user = owner_claimed(request.POST.get("credential", ""))
            email = user.email if user else ""
            attempt_failed(request=request, email=email, user=user, reason=LoginHistory.Reason.LIMITED)
        return response


class InvalidFormMiddleware:
    """A form of allauth's that is refused answers 422, as all other forms do; allauth's views say 200."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Only what is about to be drawn with a form that has errors."""
        match = request.resolver_match
        ours = match is None or not match.func.__module__.startswith("allauth.")
        if ours or request.method != "POST" or response.status_code != HTTPStatus.OK:
            return response
        forms = [value for value in (response.context_data or {}).values() if isinstance(value, BaseForm)]
        if any(form.is_bound and form.errors for form in forms):
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response
