"""Pages of webhooks: which there are, one with the log of what it was told, and the secret, which is shown once."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portability.forms_webhooks import WebhookForm
from portability.hooks.events import label_of
from portability.models import Webhook, WebhookDelivery
from portability.services.deliveries import NotDeliveredError, delivery_resend, webhook_ping
from portability.services.webhooks import (
    WebhookLimitError,
    webhook_create,
    webhook_delete,
    webhook_rotate,
    webhook_switch,
    webhook_update,
)
from portability.webhook_reads import delivery_line, delivery_shown
from sharing.scope import Scope, scope_of

PER_PAGE = 25
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
def webhook_list(request: HttpRequest) -> HttpResponse:
    """The athlete's webhooks."""
    return render(request, "portability/webhooks.html", {"webhooks": Webhook.objects.visible_to(_scope(request))})


@read_or_write
@never_cache
@sensitive_variables("secret")
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Make a webhook; the answer to the form is the only place where its secret is shown."""
    scope = _scope(request)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            hook, secret = webhook_create(scope=scope, values=form.values(), webhook_id=form.cleaned_data["token"])
        except WebhookLimitError as error:
            form.add_error(None, str(error))
        else:
            if secret:
                return _secret_page(request, hook, secret)
            messages.info(request, _("This webhook was made before. Its secret is shown only once: make a new one."))
            return redirect("webhook", hook.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portability/webhook_form.html", {"form": form}, status=status)


@require_safe
@never_cache
def webhook_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One webhook, what can be done with it, and what it was told."""
    scope = _scope(request)
    hook = get_object_or_404(Webhook.objects.visible_to(scope), pk=pk)
    rows = WebhookDelivery.objects.visible_to(scope).filter(webhook=hook).defer("body", "answer_body")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "webhook": hook,
        "events": [label_of(key) for key in hook.events],
        "page": page,
        "lines": [delivery_line(row) for row in page],
    }
    return render(request, "portability/webhook.html", context)


@read_or_write
@never_cache
def webhook_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change name, address and events."""
    scope = _scope(request)
    hook = get_object_or_404(Webhook.objects.editable_by(scope), pk=pk)
    form = WebhookForm.of(hook, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        webhook_update(scope=scope, webhook=hook, values=form.values())
        messages.success(request, _("Webhook saved."))
        return redirect("webhook", hook.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portability/webhook_form.html", {"form": form, "webhook": hook}, status=status)


@require_POST
def webhook_turn(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Switch it on (``on=1``) or off."""
    scope, on = _scope(request), request.POST.get("on") == "1"
    hook = get_object_or_404(Webhook.objects.editable_by(scope), pk=pk)
    webhook_switch(scope=scope, webhook=hook, on=on)
    messages.success(request, _("Switched on.") if on else _("Switched off. What happens now is not told later."))
    return redirect("webhook", hook.pk)


@require_POST
@never_cache
@sensitive_variables("secret")
def webhook_renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give it a new secret, which is shown this once."""
    scope = _scope(request)
    hook = get_object_or_404(Webhook.objects.editable_by(scope), pk=pk)
    secret = webhook_rotate(scope=scope, webhook=hook)
    return _secret_page(request, hook, secret)


@require_POST
def webhook_try(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a test, and show what comes of it."""
    scope = _scope(request)
    hook = get_object_or_404(Webhook.objects.editable_by(scope), pk=pk)
    try:
        row = webhook_ping(scope=scope, webhook=hook)
    except NotDeliveredError as error:
        messages.warning(request, str(error))
        return redirect("webhook", hook.pk)
    return redirect("webhook-delivery", row.pk)


@require_POST
def webhook_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete it with its log."""
    scope = _scope(request)
    webhook_delete(scope=scope, webhook=get_object_or_404(Webhook.objects.editable_by(scope), pk=pk))
    messages.success(request, _("Webhook deleted."))
    return redirect("webhook-list")


@require_safe
@never_cache
def webhook_delivery(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was sent, and what was answered."""
    rows = WebhookDelivery.objects.visible_to(_scope(request)).select_related("webhook", "job")
    row = get_object_or_404(rows, pk=pk)
    return render(request, "portability/webhook_delivery.html", {"delivery": row, "shown": delivery_shown(row)})


@require_POST
def webhook_resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the same once more."""
    scope = _scope(request)
    row = get_object_or_404(WebhookDelivery.objects.editable_by(scope), pk=pk)
    try:
        row = delivery_resend(scope=scope, delivery=row)
    except NotDeliveredError as error:
        messages.warning(request, str(error))
    return redirect("webhook-delivery", row.pk)


def _secret_page(request: HttpRequest, hook: Webhook, secret: str) -> HttpResponse:
    return render(request, "portability/webhook_secret.html", {"webhook": hook, "secret": secret})


def _scope(request: HttpRequest) -> Scope:
    scope = scope_of(request)
    if not scope.can_write:
        raise PermissionDenied
    return scope
