"""How allauth's second factors fit into the product: our words and names."""

import json

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Allauth's behaviour where it differs from the default."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": gettext_lazy("Set up an authenticator app or a key first."),
        "incorrect_code": gettext_lazy("This did not fit. Try again."),
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """What a new key is called unless its owner says otherwise."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Key %(number)s") % {"number": number + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser shows when it asks for a key."""
        return {**super().get_public_key_credential_rp_entity(), "name": "WorkoutTracker"}


def owner_claimed(credential: str) -> User | None:
    """Whose passkey a browser's answer says to be, proven or not; None when it names nobody."""
    try:
        user = extract_user_from_response(json.loads(credential))
    except (ValidationError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return user if isinstance(user, User) else None
