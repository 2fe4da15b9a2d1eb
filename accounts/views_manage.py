"""The dashboard of sign-ins."""

from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import staff_with
from accounts.history_filters import HistoryFilterForm, figures
from accounts.models import LoginHistory

PER_PAGE = 50


@require_safe
@never_cache
@staff_with("accounts.view_loginhistory")
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Every attempt to sign in, across users, with filters and flags."""
    form = HistoryFilterForm(request.GET)
    attempts = form.apply(LoginHistory.objects.for_staff())
    page = Paginator(attempts, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "figures": figures(LoginHistory.objects.for_staff())}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "accounts/manage_sign_ins.html", context, status=status)
