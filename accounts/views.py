"""Pages of the account that allauth does not have."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import PreferencesForm
from accounts.models import User


def _user(request: HttpRequest) -> User:
    """The signed-in user behind ``login_required``."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("the view lacks login_required")
    return user


@require_safe
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """The account at a glance, with the ways to change it."""
    return render(request, "accounts/profile.html", {"account": _user(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """How the product looks and counts for this person."""
    user = _user(request)
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(user.language):
            messages.success(request, _("Preferences saved."))
        return redirect("accounts-preferences")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "accounts/preferences.html", {"form": form}, status=status)
