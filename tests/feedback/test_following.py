"""What whoever sent something sees of it, and replies."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from feedback.links import token_of
from feedback.models import Reply
from feedback.services import feedback_update, reply_by_team
from tests.accounts.support import html_of
from tests.feedback.support import make_feedback
from versions.services import Number, version_add, version_set_current

pytestmark = pytest.mark.django_db


def test_the_list_has_ones_own_and_nobody_elses(owner_client: Client, owner: User, stranger: User) -> None:
    make_feedback(owner, subject="Mine to see")
    other = make_feedback(stranger, subject="Theirs")
    page = owner_client.get("/feedback/mine/").content.decode()
    assert "Mine to see" in page
    assert "Theirs" not in page
    assert owner_client.get(f"/feedback/{other.pk}/").status_code == 404
    assert owner_client.post(f"/feedback/{other.pk}/", {"text": "Hello"}).status_code == 404
    assert not Reply.objects.exists()


def test_the_timeline_shows_what_concerns_the_sender_and_nothing_else(
    owner_client: Client, owner: User, staff: User
) -> None:
    feedback = make_feedback(owner)
    feedback_update(
        feedback=feedback,
        actor=staff,
        status="in_progress",
        priority=4,
        admin_notes="This one is difficult",
        assignee=staff,
        public_response="We are on it",
    )
    reply_by_team(feedback=feedback, author=staff, text="Which phone is it?")
    page = owner_client.get(f"/feedback/{feedback.pk}/").content.decode()
    for shown in ("Status: In progress", "We are on it", "Which phone is it?", "Team"):
        assert shown in page
    for hidden in ("difficult", "Critical", "Stella", staff.email, "Assigned"):
        assert hidden not in page


def test_a_reply_reaches_whoever_works_on_it(
    owner_client: Client, owner: User, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    feedback = make_feedback(owner, assignee=staff, awaits_answer=False)
    with django_capture_on_commit_callbacks(execute=True):
        answer = owner_client.post(f"/feedback/{feedback.pk}/", {"text": "A <b>Pixel</b>"})
    assert answer["Location"] == f"/feedback/{feedback.pk}/"
    [message] = mail.outbox
    assert message.to == [staff.email]
    assert "A <b>Pixel</b>" in message.body
    assert "A &lt;b&gt;Pixel&lt;/b&gt;" in html_of(message)
    feedback.refresh_from_db()
    assert feedback.awaits_answer
    assert owner_client.post(f"/feedback/{feedback.pk}/", {"text": " "}).status_code == 422


def test_whoever_has_the_link_replies_and_the_admins_hear_of_it(
    client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.ADMINS = [("", "boss@example.org")]
    feedback = make_feedback(email="nina@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/feedback/follow/{token_of(feedback)}/", {"text": "Also on Sundays"})
    assert [message.to for message in mail.outbox] == [["boss@example.org"]]
    assert Reply.objects.get().author is None


def test_the_link_opens_nothing_that_was_sent_with_an_account(client: Client, owner: User) -> None:
    assert client.get(f"/feedback/follow/{token_of(make_feedback(owner))}/").status_code == 404


def test_the_link_survives_a_change_of_the_key(client: Client, settings: Any) -> None:
    address = f"/feedback/follow/{token_of(make_feedback())}/"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" * 6, [settings.SECRET_KEY]
    assert client.get(address).status_code == 200


def test_who_sent_it_is_told_when_the_version_runs_and_only_then(
    owner_client: Client, owner: User, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    version_add(number=Number(1, 0, 0, 1))
    coming = version_add(number=Number(1, 1, 0, 2))
    feedback = make_feedback(owner)
    with django_capture_on_commit_callbacks(execute=True):
        feedback_update(feedback=feedback, actor=staff, shipped_in=coming)
    assert mail.outbox == []
    assert "1.1.0" not in owner_client.get(f"/feedback/{feedback.pk}/").content.decode().partition("site-foot")[0]
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            version_set_current(version=coming)
    [message] = mail.outbox
    assert message.to == [owner.email]
    assert "It comes with version 1.1.0, which runs now." in message.body
    assert "It comes with version 1.1.0" in owner_client.get(f"/feedback/{feedback.pk}/").content.decode()


def test_a_version_that_runs_already_is_told_at_once(
    owner: User, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    running = version_add(number=Number(1, 0, 0, 1))
    with django_capture_on_commit_callbacks(execute=True):
        feedback_update(feedback=make_feedback(owner), actor=staff, shipped_in=running)
    assert "version 1.0.0" in mail.outbox[0].body


def test_somebody_switched_off_gets_no_mail(owner: User, staff: User, django_capture_on_commit_callbacks: Any) -> None:
    owner.is_active = False
    owner.save()
    with django_capture_on_commit_callbacks(execute=True):
        reply_by_team(feedback=make_feedback(owner), author=staff, text="Hello")
    assert mail.outbox == []
