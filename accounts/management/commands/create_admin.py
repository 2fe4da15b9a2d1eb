"""``manage.py create_admin``: the first admin, without a password on the command line."""

import json
import os
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.services import AdminMade, admin_create


class Command(BaseCommand):
    help = """Make an account that may do everything, or give that power to an existing one.

The e-mail address comes from --email or ADMIN_EMAIL and counts as confirmed. The password comes from --password-file,
ADMIN_PASSWORD or ADMIN_PASSWORD_FILE, never from the command line, where other users of the machine could read it.
Without one the account has none: choose it through "Forgot your password?" on the sign-in page.

Running this again changes nothing: an existing account keeps its password and its name. Two exceptions: with
--reset-password it gets the new password; and an account whose address was never confirmed loses the old password when
it becomes admin, because a stranger may have registered it.

Exit codes: 0 done or nothing to do; 1 refused, nothing was changed (bad address, name or password, unreadable file);
2 wrong options."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default=os.environ.get("ADMIN_EMAIL", ""), help="address to sign in with")
        parser.add_argument("--name", default="", help="name that others see")
        parser.add_argument("--password-file", type=Path, metavar="FILE", help="file with the password, first line")
        parser.add_argument("--reset-password", action="store_true", help="also replace an existing password")
        parser.add_argument(
            "--json", action="store_true", help='print {"id", "email", "created", "promoted", "password"}'
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["email"]:
            raise CommandError("--email or ADMIN_EMAIL is missing", returncode=2)
        password = _password(options["password_file"])
        if options["reset_password"] and not password:
            raise CommandError(
                "--reset-password needs --password-file, ADMIN_PASSWORD or ADMIN_PASSWORD_FILE", returncode=2
            )
        try:
            made = admin_create(
                email=options["email"], name=options["name"], password=password, reset=options["reset_password"]
            )
        except ValidationError as error:
            raise CommandError(_sentence(error)) from error
        self.stdout.write(json.dumps(_facts(made)) if options["json"] else _report(made))


def _password(path: Path | None) -> str | None:
    """The password from the file or the environment; ``None`` without one. Only the line end is taken off."""
    from_file = path or (Path(name) if (name := os.environ.get("ADMIN_PASSWORD_FILE")) else None)
    if from_file is None:
        return os.environ.get("ADMIN_PASSWORD") or None
    try:
        text = from_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"cannot read the password from {from_file}: {type(error).__name__}") from error
    password = text.splitlines()[0] if text else ""
    if not password:
        raise CommandError(f"{from_file} holds no password")
    return password


def _sentence(error: ValidationError) -> str:
    """``email: Enter a valid email address.``"""
    return " ".join(f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())


def _facts(made: AdminMade) -> dict[str, object]:
    password = "set" if made.password_set else "kept" if made.can_sign_in else "none"
    return {
        "id": made.user.pk,
        "email": made.user.email,
        "created": made.created,
        "promoted": made.promoted,
        "password": password,
    }


def _report(made: AdminMade) -> str:
    if made.created:
        first = f"{made.user.email} is a new admin."
    elif made.promoted:
        first = f"{made.user.email} is an admin now."
    else:
        first = f"{made.user.email} was an admin already."
    if made.password_set:
        return f"{first} The password is set."
    if made.can_sign_in:
        return f"{first} The password stays as it was."
    address = f"{settings.SITE_URL}{reverse('account_reset_password')}"
    return f"{first} There is no password yet: choose one at {address}"
