"""Forms of the account pages."""

from django import forms


class SignupForm(forms.Form):
    """What registration asks beside e-mail and password."""

    def signup(self, request: object, user: object) -> None:
        """Called by allauth with the new user."""
