"""Making users: addresses are stored in lower case, so that one address is one account."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager

if TYPE_CHECKING:
    from accounts.models import User


class UserManager(BaseUserManager["User"]):
    """Creates accounts; see ``accounts.services`` for the verbs with side effects."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """``email`` trimmed and in lower case."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without ``password`` nobody can sign in with one. Raises ``ValueError`` without e-mail."""
        if not email:
            raise ValueError("an e-mail address is needed")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account that may do everything."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})
