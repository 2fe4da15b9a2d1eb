"""How allauth fits into the product: our names, our words, our client addresses, mail in the reader's language."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import LoginHistory, User
from accounts.services import email_is_taken, user_with_email
from accounts.services.history import attempt_failed
from accounts.zones import zone_or_utc

logger = logging.getLogger(__name__)
Reason = LoginHistory.Reason

UNKNOWN_CLIENT = "0.0.0.0"  # noqa: S104 - not an interface to bind: stands for "no address known"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Allauth's behaviour where it differs from the default."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off."),
        "duplicate_email": _("This is already the e-mail address of your account."),
        "email_password_mismatch": _("E-mail and password don't match. Check both and try again."),
        "email_taken": _("Another account uses this e-mail address."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link no longer works."),
        "rate_limited": _("That was a lot of tries. Wait a few minutes and try again."),
        "too_many_login_attempts": _("That was a lot of tries. Wait five minutes and try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """What the middleware found behind the trusted proxies; clients without an address share one rate limit."""
        return getattr(request, "client_ip", "") or UNKNOWN_CLIENT

    # --- Signing in -------------------------------------------------------------------------------------------

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses when there were too many tries, and writes that down."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._failed(request, Reason.LIMITED, credentials)
            raise

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures are counted by address alone.

        Allauth counts by the host that the request names, too: each made-up port in it would be five more guesses.
        """
        return User.objects.normalize_email(str(credentials.get("email") or ""))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """No account has this address and password."""
        self._failed(request, Reason.PASSWORD, credentials)

    def pre_login(self, request: HttpRequest, user: User, *, signup: bool, **kwargs: Any) -> HttpResponse | None:
        """The password was right; whether the person may come in all the same."""
        response: HttpResponse | None = super().pre_login(request, user, signup=signup, **kwargs)
        if response is not None:
            attempt_failed(request=request, email=user.email, user=user, reason=Reason.INACTIVE)
        elif not signup and not has_verified_email(user):
            attempt_failed(request=request, email=user.email, user=user, reason=Reason.UNCONFIRMED)
        return response

    @staticmethod
    def _failed(request: HttpRequest, reason: LoginHistory.Reason, credentials: dict[str, Any]) -> None:
        """Asking somebody who is signed in for the password again is no sign-in."""
        email = credentials.get("email")
        if email and not request.user.is_authenticated:
            attempt_failed(request=request, email=str(email), reason=reason)

    # --- Accounts ---------------------------------------------------------------------------------------------

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """A registration: what the form and the browser say about the person is stored with the first insert."""
        user.name = form.cleaned_data.get("name", "")
        user.time_zone = zone_or_utc(form.cleaned_data.get("time_zone", ""))
        language = translation.get_language() or ""
        user.language = language if language in User.Language.values else User.Language.ENGLISH
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def set_password(self, user: User, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts-profile")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account_email" if self.request.user.is_authenticated else "account_login")

    # --- Confirming an address --------------------------------------------------------------------------------

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm, unless it would hand the account over.

        The link of an e-mail change counts only in a browser that is signed in to that account: a mistyped address
        belongs to somebody, who would otherwise get the account with one click. An address that another account
        took in the meantime is refused instead of failing on the unique constraint.
        """
        is_change = email_address.user.email != email_address.email
        if is_change and request.user.pk != email_address.user_id:
            self.add_message(request, messages.ERROR, "account/messages/sign_in_to_confirm.txt")
            return False
        context = {"email": email_address.email}
        if email_is_taken(email=email_address.email, apart_from=email_address.user_id):
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", context)
            return False
        try:
            with transaction.atomic():
                confirmed: bool = super().confirm_email(request, email_address)
        except IntegrityError:
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", context)
            return False
        return confirmed

    # --- Mail -------------------------------------------------------------------------------------------------

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """The link; or, to the holder of another account with this address, what happened instead of a link."""
        address: EmailAddress = emailconfirmation.email_address
        if email_is_taken(email=address.email, apart_from=address.user_id):
            self.send_mail("account/email/address_taken", address.email, {})
            return
        # Allauth says signup=False when somebody without a confirmed address signs in; it is no change all the same.
        super().send_confirmation_mail(request, emailconfirmation, signup or address.user.email == address.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in the language and time zone of the account with that address.

        When the mail server is away, a page says so: without the mail nobody could go on.
        """
        reader = self._reader(email, context)
        with (
            translation.override(reader.language if reader else translation.get_language()),
            timezone.override(reader.zone if reader else None),
        ):
            links = {
                "home_url": f"{settings.SITE_URL}/",
                "password_reset_url": settings.SITE_URL + reverse("account_reset_password"),
            }
            context = {**links, **self._at_our_address(context)}
            try:
                super().send_mail(template_prefix, email, context)
            except (SMTPException, OSError) as error:
                logger.exception("mail %s could not be sent", template_prefix)
                raise ImmediateHttpResponse(
                    render(self.request, "account/mail_unavailable.html", status=503)
                ) from error

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell about a change once it is committed.

        Inside the transaction, a slow mail server would keep everybody else from writing; one that is away must not
        make a change look failed that is already made.
        """
        transaction.on_commit(lambda: self._notify(template_prefix, user, {"user": user, **(context or {})}, email))

    def _notify(self, template_prefix: str, user: User, context: dict[str, Any], email: str | None) -> None:
        try:
            with request_context(self.request):  # allauth's own, which may be gone when the transaction commits
                super().send_notification_mail(template_prefix, user, context, email)
        except ImmediateHttpResponse:
            logger.warning("the change was made without telling by mail")

    def _at_our_address(self, context: dict[str, Any]) -> dict[str, Any]:
        """Links lead to ``SITE_URL``, whatever the request called this host: mails must not carry a forged name."""
        called = self.request.build_absolute_uri("/").rstrip("/")
        return {
            name: settings.SITE_URL + value.removeprefix(called)
            if isinstance(value, str) and value.startswith(f"{called}/")
            else value
            for name, value in context.items()
        }

    @staticmethod
    def _reader(email: str, context: dict[str, Any]) -> User | None:
        user = context.get("user")
        return user if isinstance(user, User) else user_with_email(email)
