"""What goes after its time, and with an account; the admin's pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.groups import grant
from accounts.models import User
from accounts.services import users_delete
from feedback.models import Change, Feedback, Reply, ReplyTemplate, Vote
from feedback.services import contacts_purge, spam_purge
from tests.feedback.support import make_feedback

pytestmark = pytest.mark.django_db


def test_suspected_spam_goes_after_its_time(settings: Any) -> None:
    settings.FEEDBACK_SPAM_DAYS = 30
    long_ago = timezone.now() - timedelta(days=31)
    old = make_feedback(is_spam=True, created_at=long_ago)
    Reply.objects.create(feedback=old, is_ours=False, text="Buy")
    kept = [make_feedback(is_spam=True), make_feedback(created_at=long_ago)]
    assert spam_purge() == 1
    assert list(Feedback.objects.order_by("pk")) == kept


def test_contacts_of_what_is_long_closed_are_forgotten(settings: Any) -> None:
    settings.FEEDBACK_CONTACT_DAYS = 365
    told: dict[str, Any] = {
        "email": "nina@example.org",
        "page": "/log/",
        "user_agent": "Mozilla",
        "request_id": "0123456789",
    }
    long_ago = timezone.now() - timedelta(days=366)
    closed = make_feedback(status="completed", updated_at=long_ago, **told)
    still_open = make_feedback(updated_at=long_ago, **told)
    assert contacts_purge() == 1
    assert contacts_purge() == 0
    closed.refresh_from_db()
    still_open.refresh_from_db()
    assert (closed.email, closed.page, closed.user_agent, closed.request_id) == ("", "", "", "")
    assert still_open.email == "nina@example.org"


def test_an_account_goes_and_its_feedback_stays_without_the_person(owner: User, staff: User) -> None:
    sent = make_feedback(owner, page="/log/", user_agent="Mozilla")
    before = make_feedback(email=owner.email)
    Reply.objects.create(feedback=sent, author=owner, is_ours=False, text="And again")
    Vote.objects.create(feedback=sent, voter=owner)
    Change.objects.create(feedback=sent, actor=staff, field="assignee", new=str(owner.pk))
    users_delete(users=[owner])
    sent.refresh_from_db()
    before.refresh_from_db()
    assert (sent.sender, sent.message, sent.page, sent.user_agent) == (None, "It does nothing.", "", "")
    assert before.email == ""
    assert Reply.objects.get().author is None
    assert not Vote.objects.exists()
    assert Change.objects.get().new == ""


def test_the_admin_shows_items_and_leaves_changing_them_to_the_dashboard(staff_client: Client) -> None:
    feedback = make_feedback()
    page = staff_client.get(f"/admin/feedback/feedback/{feedback.pk}/change/").content.decode()
    assert f'href="/manage/feedback/{feedback.pk}/"' in page
    assert 'name="_save"' not in page
    staff_client.post(f"/admin/feedback/feedback/{feedback.pk}/delete/", {"post": "yes"})
    assert not Feedback.objects.exists()


def test_a_template_with_an_unknown_placeholder_is_refused(staff_client: Client) -> None:
    said = {"name": "Mine", "text_en": "Dear {nmae}", "text_de": "", "position": "9"}
    page = staff_client.post("/admin/feedback/replytemplate/add/", said).content.decode()
    assert "Nothing is known to stand for {nmae}." in page
    staff_client.post("/admin/feedback/replytemplate/add/", said | {"text_en": "Dear {name}"})
    assert ReplyTemplate.objects.get(name="Mine").text_for("de") == "Dear {name}"


def test_the_shipped_group_works_on_feedback_and_nothing_else(client: Client) -> None:
    from django.apps import apps

    from tests.factories import make_user

    grant(apps, group="Feedback", app="feedback", model="feedback", actions=("view", "change", "delete"))
    helper = make_user(is_staff=True)
    helper.groups.add(Group.objects.get(name="Feedback"))
    client.force_login(helper)
    assert client.get("/manage/feedback/").status_code == 200
    assert client.get("/manage/sign-ins/").status_code == 403
    assert f'value="{helper.pk}"' in client.get(f"/manage/feedback/{make_feedback().pk}/").content.decode()
