"""Deleting the account."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.services import LastSuperuserError
from portability.forms import AccountDeleteForm
from portability.services.account import account_deletion_start
from portability.services.deletion import workout_counts
from sharing.scope import scope_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
def account_delete(request: HttpRequest) -> HttpResponse:
    """What goes, the export first, type to confirm; then a job, and the person is signed out everywhere."""
    scope = scope_of(request)
    owner = scope.require_owner()
    form = AccountDeleteForm(request.POST if request.method == "POST" else None, expected=owner.email)
    if request.method == "POST" and form.is_valid():
        try:
            account_deletion_start(user=owner, form_token=form.cleaned_data["form_token"])
        except LastSuperuserError as error:
            form.add_error(None, error)
        else:
            logout(request)
            return redirect("accounts-delete-started")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "counts": workout_counts(scope).as_dict()}
    return render(request, "portability/account_delete.html", context, status=status)


@require_safe
@login_not_required
def account_delete_started(request: HttpRequest) -> HttpResponse:
    """What happens now; says nothing about anybody."""
    return render(request, "portability/account_delete_started.html")
