"""What can happen to an account. Pages, admin, commands and the API call these verbs."""

from accounts.services.people import (
    AdminMade,
    LastSuperuserError,
    Preferences,
    admin_create,
    email_is_taken,
    preferences_update,
    superuser_remains,
    user_email_set,
    user_with_email,
    users_delete,
)

__all__ = [
    "AdminMade",
    "LastSuperuserError",
    "Preferences",
    "admin_create",
    "email_is_taken",
    "preferences_update",
    "superuser_remains",
    "user_email_set",
    "user_with_email",
    "users_delete",
]
