"""Sending feedback and following it."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.once import once
from feedback.forms import ReplyForm, SendForm
from feedback.limits import too_much_from
from feedback.links import key_in, token_of
from feedback.models import Feedback
from feedback.services import feedback_send, reply_by_sender
from feedback.timeline import timeline_for_sender

PER_PAGE = 25


def signed_in(request: HttpRequest) -> User | None:
    """Who is signed in, if anybody."""
    return request.user if isinstance(request.user, User) else None


def _user(request: HttpRequest) -> User:
    """The signed-in user behind the gate."""
    user = signed_in(request)
    if user is None:
        raise TypeError("the gate lets in only who is signed in")
    return user


def _slow_down() -> str:
    return _("That was a lot in a short time. What you typed is still here: send it in an hour.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@once
def new(request: HttpRequest) -> HttpResponse:
    """The form for everybody; the address may carry the page and the number of an error."""
    sender = signed_in(request)
    if request.method != "POST":
        carried = {"page": request.GET.get("page", ""), "request_id": request.GET.get("request", "")}
        return _form_page(request, SendForm(sender=sender, **carried), HTTPStatus.OK)
    form = SendForm(request.POST, sender=sender)
    if not form.is_valid():
        return _form_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if too_much_from(request):
        form.add_error(None, _slow_down())
        return _form_page(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    feedback = feedback_send(request=request, sender=sender, sent=form.sent(), suspected=form.suspicion())
    messages.success(request, _("Thank you. It is with us."))
    if sender is not None:
        return redirect("feedback-detail", feedback.pk)
    return redirect("feedback-follow", token_of(feedback))


def _form_page(request: HttpRequest, form: SendForm, status: HTTPStatus) -> HttpResponse:
    return render(request, "feedback/new.html", {"form": form, "sender": form.sender}, status=status)


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """What the signed-in person sent, newest first."""
    page = Paginator(Feedback.objects.owned_by(_user(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "feedback/mine.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@once
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One item of the signed-in person's, with what happened; POST adds a reply."""
    user = _user(request)
    feedback = get_object_or_404(Feedback.objects.owned_by(user).select_related("shipped_in"), pk=pk)
    return _item(request, feedback, user, reverse("feedback-detail", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@sensitive_variables("token")
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever has the signed link of something sent without an account."""
    key = key_in(token)
    if key is None:
        raise Http404
    feedback = get_object_or_404(Feedback.objects.for_staff(), pk=key, sender=None)
    return _item(request, feedback, None, reverse("feedback-follow", args=[token]))


def _item(request: HttpRequest, feedback: Feedback, author: User | None, address: str) -> HttpResponse:
    form, status = ReplyForm(request.POST or None), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid() and too_much_from(request):
            form.add_error(None, _slow_down())
            status = HTTPStatus.TOO_MANY_REQUESTS
        elif form.is_valid():
            reply_by_sender(feedback=feedback, author=author, text=form.cleaned_data["text"])
            messages.success(request, _("Reply sent."))
            return redirect(address)
    context = {
        "feedback": feedback,
        "entries": timeline_for_sender(feedback),
        "form": form,
        "address": address,
        "by_link": author is None,
    }
    return render(request, "feedback/detail.html", context, status=status)
