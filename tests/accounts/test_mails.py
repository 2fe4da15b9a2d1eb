"""Every account mail: text and HTML, one look, nothing loaded from anywhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User

FOLDERS = ("account/email", "mfa/email")
BASES = {"base", "base_notification"}
PREFIXES = sorted(
    f"{folder}/{file.name.removesuffix('_subject.txt')}"
    for folder in FOLDERS
    for file in (settings.BASE_DIR / "templates" / folder).glob("*_subject.txt")
)
CONTEXT = {
    "home_url": "https://log.example.org/",
    "email": "ada@example.org",
    "activate_url": "https://log.example.org/accounts/confirm-email/abc/",
    "password_reset_url": "https://log.example.org/accounts/password/reset/",
    "signup_url": "https://log.example.org/accounts/signup/",
    "from_email": "ada@example.org",
    "to_email": "new@example.org",
    "deleted_email": "new@example.org",
    "ip": "192.0.2.7",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
}


def rendered(prefix: str, ending: str) -> str:
    context = {**CONTEXT, "timestamp": timezone.now(), "user": User(name="Ada <b>& Co"), "email": "ada@example.org"}
    return render_to_string(f"{prefix}_{ending}", context)


def test_every_mail_of_the_brief_exists() -> None:
    names = {Path(prefix).name for prefix in PREFIXES}
    assert names >= {
        "email_confirmation_signup",
        "email_confirmation",
        "account_already_exists",
        "address_taken",
        "unknown_account",
        "password_reset_key",
        "password_changed",
        "password_reset",
        "email_changed",
    }


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_mail_has_a_one_line_subject_a_text_and_an_html_part(prefix: str) -> None:
    subject, text, html = (
        rendered(prefix, "subject.txt"),
        rendered(prefix, "message.txt"),
        rendered(prefix, "message.html"),
    )
    assert len(subject.strip().splitlines()) == 1
    assert f"<h1>{subject.strip()}</h1>" in html
    assert f"<title>{subject.strip()}</title>" in html
    assert text.startswith("Hello Ada <b>& Co,")
    assert not re.search(r"&#?\w+;|\{[{%]", text), "text must be plain"
    assert "https://log.example.org/" in text


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_html_part_loads_nothing_and_says_what_the_text_says(prefix: str) -> None:
    text, html = rendered(prefix, "message.txt"), rendered(prefix, "message.html")
    assert not re.search(r"<(img|link|script|iframe)|url\(|@import|\sstyle=", html)
    for link in re.findall(r"https://\S+", text):
        assert link in html


def test_a_mail_about_a_change_says_when_where_and_what_to_do() -> None:
    text = rendered("account/email/password_changed", "message.txt")
    assert "Device: Firefox on Linux" in text
    assert "Address: 192.0.2.7" in text
    assert "choose a new password at once:\nhttps://log.example.org/accounts/password/reset/" in text
