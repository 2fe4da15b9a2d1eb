"""Pages of the account that allauth does not have."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import PreferencesForm
from accounts.models import AccessToken, LoginHistory, User
from accounts.services.devices import account_lock_out, devices_of, factors_of, not_me_owner, session_end

SIGN_INS_PER_PAGE = 25
SIGN_INS_SHOWN = 3
DEVICES_SHOWN = 5


def user_of(request: HttpRequest) -> User:
    """The signed-in user behind ``login_required``."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("the view lacks login_required")
    return user


@require_safe
@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """The account at a glance, with the ways to change it."""
    user = user_of(request)
    devices = devices_of(user, current=request.session.session_key or "")
    context = {
        "account": user,
        "factors": factors_of(user),
        "devices": devices[:DEVICES_SHOWN],
        "more_devices": len(devices) > DEVICES_SHOWN,
        "attempts": LoginHistory.objects.owned_by(user)[:SIGN_INS_SHOWN],
        "tokens": AccessToken.objects.owned_by(user).alive(timezone.now()).count(),
    }
    return render(request, "accounts/profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """How the product looks and counts for this person."""
    user = user_of(request)
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(user.language):
            messages.success(request, _("Preferences saved."))
        return redirect("accounts-preferences")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "accounts/preferences.html", {"form": form}, status=status)


@require_safe
@never_cache
@login_required
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Every attempt to sign in to this account, newest first."""
    attempts = LoginHistory.objects.owned_by(user_of(request))
    page = Paginator(attempts, SIGN_INS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/sign_ins.html", {"page": page})


@require_POST
@login_required
def device_sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out in one of one's other browsers."""
    if not session_end(user=user_of(request), pk=pk, keep=request.session.session_key or ""):
        raise Http404
    messages.success(request, _("Signed out there."))
    return redirect(f"{reverse('accounts-profile')}#account-devices")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@sensitive_variables("token", "address")
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link of the mail about a new device: one button signs out everywhere and leads to a new password.

    Getting the page only asks: mail scanners open links.
    """
    owner = not_me_owner(token)
    if owner is not None and request.method == "POST":
        address = account_lock_out(user=owner)
        if request.user.is_authenticated:
            get_adapter(request).logout(request)
        return redirect(address)
    status = HTTPStatus.OK if owner else HTTPStatus.GONE
    return render(request, "accounts/not_me.html", {"owner": owner, "token": token}, status=status)
