"""Pages of access tokens: the list, a new one (shown once), the end of one."""

from http import HTTPStatus
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms_tokens import TokenForm
from accounts.models import AccessToken
from accounts.services.tokens import TokenLimitError, token_create, token_revoke
from accounts.views import user_of


@require_safe
@never_cache
@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    """The account's tokens, also those that are over, for a month."""
    return render(request, "accounts/tokens.html", {"tokens": AccessToken.objects.owned_by(user_of(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
@sensitive_variables("made")
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; the answer to the form is the only place where it is ever shown."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = token_create(
                user=user_of(request),
                name=said["name"],
                access=said["access"],
                days=said["days"],
                token_id=said["token"],
            )
        except TokenLimitError as error:
            form.add_error(None, str(error))
        else:
            if made.text:
                return render(request, "accounts/token_made.html", {"token": made.token, "text": made.text})
            messages.info(
                request, _("This token was made before. It is shown only once: make another one if you lost it.")
            )
            return redirect("accounts-tokens")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "accounts/token_new.html", {"form": form}, status=status)


@require_POST
@login_required
def token_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Revoke one of one's own tokens."""
    if not token_revoke(user=user_of(request), pk=pk):
        raise Http404
    messages.success(request, _("Token revoked. Whatever used it is out."))
    return redirect("accounts-tokens")
