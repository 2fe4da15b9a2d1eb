"""Accounts: our own pages, and every one of allauth's that is mounted."""

from accounts.models import AccessToken, LoginHistory, User
from accounts.services.tokens import token_create
from tests.safety.route import ADMIN as ADMINS
from tests.safety.route import ATHLETES, EVERYBODY, MINE, SIGN_IN, STAFF, AdminModel, Route, Who

PREFERENCES = {
    "name": "Olga",
    "unit": "kg",
    "language": "en",
    "time_zone": "UTC",
    "first_weekday": "0",
    "theme": "auto",
    "default_rest_seconds": "2:00",
}
CREDENTIALS = {"login": "nobody@example.org", "password": "wrong"}
LED_ON = Who(owner=302, stranger=302, anonymous=302, staff=302)
"""Nothing to see: led to where one belongs."""
SIGNED_OUT = Who(owner=302, stranger=302, anonymous=200, staff=302)
"""Pages for whoever has yet to sign in; others are led on."""
REFUSED = SIGNED_OUT.but(anonymous=422)
SECRET = ATHLETES.then(302)
"""Led to the page that asks for the password again: the test's browsers never typed it."""
NOT_SET_UP = ATHLETES.then(404)
"""Without a second factor there is nothing to turn off and no code to show."""

ROUTES = [
    Route("accounts-profile", get=ATHLETES),
    Route("accounts-preferences", get=ATHLETES, post=ATHLETES.then(302), data=PREFERENCES),
    Route("accounts-sign-ins", get=ATHLETES),
    Route("accounts-device-sign-out", ("0",), post=ATHLETES.then(404)),
    Route("accounts-tokens", get=ATHLETES),
    Route("accounts-token-new", get=SECRET, post=SECRET),
    Route("accounts-token-revoke", ("{token}",), post=MINE.then(302)),
    Route("accounts-not-me", ("forged",), get=EVERYBODY.then(410), post=EVERYBODY.then(410)),
    Route("manage-sign-ins", get=STAFF, looks=("?ip=nonsense",)),
    Route("account_login", get=SIGNED_OUT, post=REFUSED, data=CREDENTIALS, lax=True),
    Route("account_signup", get=SIGNED_OUT, post=REFUSED, lax=True),
    Route("account_logout", get=ATHLETES.but(anonymous=302), post=LED_ON, lax=True),
    Route("account_inactive", get=EVERYBODY, lax=True),
    Route("account_reauthenticate", get=ATHLETES, post=ATHLETES.then(422), data={"password": "wrong"}, lax=True),
    Route(
        "account_email",
        get=ATHLETES,
        post=ATHLETES.then(302),
        data={"action_add": "", "email": "new@example.org"},
        lax=True,
    ),
    Route("account_email_verification_sent", get=EVERYBODY, lax=True),
    Route("account_confirm_email", ("no:key",), get=EVERYBODY, post=EVERYBODY.then(404), lax=True),
    Route("account_change_password", get=ATHLETES, post=ATHLETES.then(422), data={"oldpassword": "wrong"}, lax=True),
    Route("account_set_password", get=ATHLETES.then(302), post=ATHLETES.then(302), lax=True),
    Route("account_reset_password", get=EVERYBODY, post=EVERYBODY.then(422), data={"email": "nonsense"}, lax=True),
    Route("account_reset_password_done", get=EVERYBODY, lax=True),
    Route("account_reset_password_from_key", ("1", "no-key"), get=EVERYBODY, post=EVERYBODY.then(422), lax=True),
    Route("account_reset_password_from_key_done", get=EVERYBODY, lax=True),
    Route("account_confirm_login_code", get=LED_ON, post=LED_ON, lax=True),
    Route("usersessions_list", get=ATHLETES, post=ATHLETES.then(302), lax=True),
    Route("mfa_index", get=ATHLETES, lax=True),
    Route("mfa_authenticate", get=LED_ON, post=LED_ON, lax=True),
    Route("mfa_reauthenticate", get=SECRET, post=SECRET, lax=True),
    Route("mfa_activate_totp", get=SECRET, post=SECRET, lax=True),
    Route("mfa_deactivate_totp", get=NOT_SET_UP, post=NOT_SET_UP, lax=True),
    Route("mfa_view_recovery_codes", get=NOT_SET_UP, lax=True),
    Route("mfa_generate_recovery_codes", get=SECRET, post=SECRET, lax=True),
    Route("mfa_download_recovery_codes", get=NOT_SET_UP, lax=True),
    Route("mfa_list_webauthn", get=ATHLETES, lax=True),
    Route("mfa_add_webauthn", get=SECRET, post=SECRET, lax=True),
    Route("mfa_edit_webauthn", ("1",), get=SECRET, post=SECRET, lax=True),
    Route("mfa_remove_webauthn", ("1",), get=SECRET, post=SECRET, lax=True),
    Route("mfa_reauthenticate_webauthn", get=SECRET, post=SECRET, lax=True),
    Route("mfa_login_webauthn", get=LED_ON, post=LED_ON, lax=True),
    Route(
        "admin:auth_user_password_change",
        ("{account}",),
        get=ADMINS.but(anonymous=SIGN_IN),
        post=ADMINS.but(anonymous=SIGN_IN),
        lax=True,
    ),
]

ADMIN = {
    "accounts.user": AdminModel("account"),
    "accounts.loginhistory": AdminModel("attempt", add=False, change=False, delete=False),
    "auth.group": AdminModel("group"),
}


def rows(user: User) -> dict[str, object]:
    """The account itself, an attempt to sign in to it, and an access token."""
    attempt = LoginHistory.objects.create(user=user, email=user.email, success=True, method="password")
    made = token_create(user=user, name=f"Token of {user.name}", access=AccessToken.Access.READ, days=30)
    return {"account": user.pk, "attempt": attempt.pk, "token": made.token.pk}
