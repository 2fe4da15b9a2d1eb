"""Sending feedback: with and without an account; what goes along, what is kept aside."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from feedback.models import Feedback
from feedback.spam import Reason, Signs, suspicion
from tests.accounts.support import html_of, link_in
from tests.feedback.support import MARKUP, send, stamp

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def _admins(settings: Any) -> None:
    settings.ADMINS = [("", "boss@example.org")]


def test_an_athlete_reports_from_a_page_and_everybody_gets_a_mail(
    owner_client: Client, owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    page = owner_client.get("/feedback/new/?page=/sessions/5/&request=0123456789abcdef").content.decode()
    assert 'value="/sessions/5/"' in page
    assert "Send the number of the error along" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(owner_client, page="/sessions/5/", request="0123456789abcdef", with_request="on")
    feedback = Feedback.objects.get()
    assert answer["Location"] == f"/feedback/{feedback.pk}/"
    assert (feedback.sender, feedback.email, feedback.page) == (owner, "", "/sessions/5/")
    assert (feedback.request_id, feedback.status, feedback.priority) == ("0123456789abcdef", "new", 2)
    to_admin, receipt = mail.outbox
    assert to_admin.to == ["boss@example.org"]
    assert to_admin.subject == "New feedback: The plus button"
    assert f"/manage/feedback/{feedback.pk}/" in link_in(to_admin, "/manage/feedback/")
    assert receipt.to == [owner.email]
    assert link_in(receipt, "/feedback/") == f"/feedback/{feedback.pk}/"


def test_the_number_of_the_error_goes_along_only_with_consent(owner_client: Client) -> None:
    send(owner_client, request="0123456789abcdef")
    assert Feedback.objects.get().request_id == ""


def test_browser_device_and_version_are_recorded(owner_client: Client, settings: Any) -> None:
    owner_client.defaults["HTTP_USER_AGENT"] = PHONE
    send(owner_client)
    feedback = Feedback.objects.get()
    assert (feedback.device_type, feedback.platform, feedback.browser) == ("phone", "Android", "Chrome")
    assert feedback.app_version == settings.APP_VERSION


def test_somebody_without_an_account_follows_by_the_link_of_the_mail(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, email="Nina@Example.org", subject="Look at my shop")
    feedback = Feedback.objects.get()
    assert (feedback.sender, feedback.email) == (None, "nina@example.org")
    receipt = mail.outbox[-1]
    assert receipt.to == ["nina@example.org"]
    assert answer["Location"] == link_in(receipt, "/feedback/follow/")
    page = client.get(answer["Location"])
    assert "Look at my shop" in page.content.decode()
    assert "Look at my shop" not in receipt.body + html_of(receipt), "nobody confirmed this address"
    assert client.get(f"/feedback/follow/{'x' * 20}/").status_code == 404
    assert client.get(f"/feedback/{feedback.pk}/")["Location"].startswith("/accounts/login/")


def test_without_an_address_the_page_says_to_keep_its_own(client: Client) -> None:
    answer = send(client, follow=True)
    assert "Keep the address of this page" in client.get(answer["Location"]).content.decode()


def test_the_mails_are_in_the_language_of_whoever_reads_them(
    client: Client, owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    owner.email = "boss@example.org"
    owner.language = "de"
    owner.save()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    with django_capture_on_commit_callbacks(execute=True):
        send(client, email="nina@example.org")
    to_admin, receipt = mail.outbox
    assert to_admin.subject == "Neue Rückmeldung: The plus button"
    assert receipt.subject == "Deine Rückmeldung ist bei uns"
    assert Feedback.objects.get().language == "de"


def test_markup_is_shown_as_typed_in_pages_and_mails(
    owner_client: Client, staff_client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(owner_client, subject=MARKUP[:100], message=MARKUP)
    key = Feedback.objects.get().pk
    for client, path in ((owner_client, answer["Location"]), (staff_client, f"/manage/feedback/{key}/")):
        page = client.get(path).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in staff_client.get("/manage/feedback/").content.decode()
    for message in mail.outbox:
        assert "<script>alert(1)" not in html_of(message)
    assert MARKUP in mail.outbox[0].body


def test_a_subject_of_many_lines_is_one_line_in_the_mail(
    owner_client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(owner_client, subject="One\r\nBcc: everybody@example.org")
    assert mail.outbox[0].subject == "New feedback: One Bcc: everybody@example.org"
    assert mail.outbox[0].recipients() == ["boss@example.org"]


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/a b", "/x?token=1", "log"]
)
def test_a_page_that_is_no_path_is_left_out(owner_client: Client, page: str) -> None:
    assert send(owner_client, page=page).status_code == 302
    assert Feedback.objects.get().page == ""


@pytest.mark.parametrize("missing", ["kind", "subject", "message"])
def test_what_is_missing_is_named_and_the_rest_stays(owner_client: Client, missing: str) -> None:
    answer = send(owner_client, **{missing: ""})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    if missing != "message":
        assert "It does nothing." in answer.content.decode()
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"website": "https://shop.example"}, "trap"),
        ({"stamp": ""}, "fast"),
        ({"message": "https://a.example https://b.example http://c.example"}, "links"),
    ],
)
def test_suspected_spam_is_kept_aside_and_the_answer_looks_the_same(
    client: Client, fields: dict[str, str], reason: str, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, email="nina@example.org", **fields)
    feedback = Feedback.objects.get()
    assert (feedback.is_spam, feedback.spam_reason) == (True, reason)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("signs", "reason"),
    [
        (Signs("hello", "", 60, signed_in=False), None),
        (Signs("hello", "x", 60, signed_in=True), Reason.TRAP),
        (Signs("hello", "", 1, signed_in=False), Reason.FAST),
        (Signs("hello", "", 1, signed_in=True), None),
        (Signs("hello", "", None, signed_in=False), Reason.FAST),
        (Signs("www.a http://b https://c", "", 60, signed_in=False), Reason.LINKS),
        (Signs("www.a http://b https://c", "", 60, signed_in=True), None),
        (Signs("[url=x] " * 11, "", 60, signed_in=True), Reason.LINKS),
    ],
)
def test_what_looks_like_spam(signs: Signs, reason: Reason | None) -> None:
    assert suspicion(signs) == reason


def test_a_forged_stamp_is_no_stamp(client: Client) -> None:
    send(client, stamp=stamp() + "x")
    assert Feedback.objects.get().spam_reason == "fast"


def test_too_much_from_one_address_is_refused_and_nothing_typed_is_lost(client: Client, settings: Any) -> None:
    settings.FEEDBACK_PER_HOUR = 2
    codes = [send(client).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    page = send(client, message="Long and dear to me").content.decode()
    assert "Long and dear to me" in page
    assert "send it in an hour" in page
    assert Feedback.objects.count() == 2


def test_an_unconfirmed_address_gets_few_receipts(
    client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.FEEDBACK_MAILS_PER_HOUR = 2
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(4):
            send(client, email="victim@example.org")
    assert [message.to for message in mail.outbox].count(["victim@example.org"]) == 2
    assert Feedback.objects.count() == 4


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/log/", "?page=/log/"),
        ("/versions/", "?page=/versions/"),
        ("/feedback/", "?page=/feedback/"),
    ],
)
def test_every_page_links_to_the_form_with_its_own_address(owner_client: Client, path: str, shown: str) -> None:
    assert f'href="/feedback/new/{shown}"' in owner_client.get(path, follow=True).content.decode()


def test_no_page_gives_away_what_lets_somebody_in(client: Client) -> None:
    follow = send(client)["Location"]
    token = follow.split("/")[-2]
    page = client.get(follow).content.decode()
    assert f"page=/feedback/follow/{token}" not in page
    assert "page=/feedback/follow/%E2%80%A6/" in page
    reset = client.get("/accounts/password/reset/key/1-abc123/").content.decode()
    assert "abc123" not in reset.partition("site-foot")[2]


def test_an_error_page_offers_to_report_it_with_its_number(client: Client) -> None:
    answer = client.get("/nothing/here/")
    assert f'href="/feedback/new/?request={answer["X-Request-ID"]}"' in answer.content.decode()
