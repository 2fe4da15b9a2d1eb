"""What the team does with an item: allowed steps, history, mails, publishing."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from feedback.models import Change, Feedback, ReplyTemplate
from feedback.placeholders import filled
from feedback.services import assignee_set, feedback_update, spam_mark, status_set
from feedback.shipped import TEMPLATES
from feedback.states import PATHS, Status
from tests.accounts.support import html_of
from tests.concurrency import at_once
from tests.factories import make_user
from tests.feedback.support import MARKUP, make_feedback, send, stamp

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("old", Status.values)
@pytest.mark.parametrize("new", Status.values)
def test_a_status_leads_only_where_the_table_says(staff: User, old: str, new: str) -> None:
    feedback = make_feedback(status=old)
    if old == new:
        assert status_set(feedback=feedback, actor=staff, status=new).status == old
        assert not Change.objects.exists()
    elif new in PATHS[old]:
        assert status_set(feedback=feedback, actor=staff, status=new).status == new
        change = Change.objects.get()
        assert (change.actor, change.field, change.old, change.new) == (staff, "status", old, new)
    else:
        with pytest.raises(ValidationError, match="does not lead to"):
            status_set(feedback=feedback, actor=staff, status=new)
        feedback.refresh_from_db()
        assert feedback.status == old
        assert not Change.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_an_item_at_once_one_is_refused(staff: User) -> None:
    feedback = make_feedback(status="in_progress")

    def close(status: str) -> None:
        status_set(feedback=feedback, actor=staff, status=status)

    outcomes = at_once([lambda: close("completed"), lambda: close("rejected")])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "ValidationError"]
    assert Change.objects.count() == 1


def test_items_start_as_new_and_medium(owner: User) -> None:
    feedback = make_feedback(owner)
    assert (feedback.status, feedback.priority, feedback.is_published) == ("new", 2, False)


def test_every_changed_field_is_a_row_and_the_sender_gets_one_mail(
    owner: User, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    owner.language = "de"
    owner.save()
    feedback = make_feedback(owner)
    with django_capture_on_commit_callbacks(execute=True):
        changed = feedback_update(
            feedback=feedback, actor=staff, status="in_progress", priority=3, public_response=MARKUP, admin_notes="Hm"
        )
    assert changed.updated_at > feedback.updated_at
    rows = {(row.field, row.old, row.new) for row in Change.objects.all()}
    assert rows == {
        ("status", "new", "in_progress"),
        ("priority", "2", "3"),
        ("public_response", "", MARKUP),
        ("admin_notes", "", ""),
    }
    [message] = mail.outbox
    assert message.subject == "Neues zu „The plus button“"
    assert "Stand: In Arbeit" in message.body
    assert MARKUP in message.body
    assert "<script>" not in html_of(message)
    assert "Hm" not in message.body


def test_what_the_sender_need_not_know_sends_no_mail(
    owner: User, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        feedback_update(feedback=make_feedback(owner), actor=staff, priority=4, admin_notes="Hm", kind="feature")
    assert mail.outbox == []


def test_nothing_is_mailed_for_what_is_taken_back(
    owner: User, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    feedback = make_feedback(owner)

    def done_and_taken_back() -> None:
        with transaction.atomic():
            status_set(feedback=feedback, actor=staff, status="in_progress")
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        done_and_taken_back()
    assert mail.outbox == []


def test_the_assigned_person_gets_a_mail_but_not_from_oneself(
    staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    helper = make_user(is_staff=True, is_superuser=True, name="Hugo", language="de")
    feedback = make_feedback()
    with django_capture_on_commit_callbacks(execute=True):
        assignee_set(feedback=feedback, actor=staff, assignee=staff)
        assignee_set(feedback=feedback, actor=staff, assignee=helper)
        assignee_set(feedback=feedback, actor=staff, assignee=helper)
    [message] = mail.outbox
    assert message.to == [helper.email]
    assert message.subject == "Dir zugewiesen: The plus button"
    assert "Stella Staff" in message.body
    assert [row.new for row in Change.objects.order_by("pk")] == [str(staff.pk), str(helper.pk)]


def test_publishing_needs_a_public_response_here_and_in_the_database(staff: User) -> None:
    feedback = make_feedback()
    with pytest.raises(ValidationError) as refused:
        feedback_update(feedback=feedback, actor=staff, is_published=True)
    assert "public_response" in refused.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=feedback.pk).update(is_published=True)
    published = feedback_update(feedback=feedback, actor=staff, is_published=True, public_response="Soon")
    assert published.published_at is not None
    with pytest.raises(ValidationError):
        feedback_update(feedback=feedback, actor=staff, public_response="")


def test_spam_leaves_the_board_and_coming_back_sends_the_receipt(
    client: Client, staff: User, django_capture_on_commit_callbacks: Any
) -> None:
    published = make_feedback(is_published=True, public_response="Soon")
    assert not spam_mark(feedback=published, actor=staff, is_spam=True).is_published
    with django_capture_on_commit_callbacks(execute=True):
        send(client, email="nina@example.org", stamp=stamp(0))
        suspected = Feedback.objects.get(is_spam=True, spam_reason="fast")
        assert not spam_mark(feedback=suspected, actor=staff, is_spam=False).is_spam
    assert [message.to for message in mail.outbox] == [["nina@example.org"]]


def test_placeholders_are_filled_in_the_language_of_the_sender(owner: User) -> None:
    owner.language = "de"
    owner.save()
    feedback = make_feedback(owner, status="in_progress")
    text = filled("{name}: {subject}, {status}, {version}, {unknown} {link}", feedback)
    assert text.startswith("Olga Owner: The plus button, In Arbeit, einer der nächsten Versionen, {unknown} http")
    assert text.endswith(f"/feedback/{feedback.pk}/")


def test_four_templates_are_shipped_in_both_languages() -> None:
    assert len(TEMPLATES) == 4
    for name, english, german in TEMPLATES:
        template = ReplyTemplate(name=name, text_en=english, text_de=german)
        assert template.text_for("de") == german != template.text_for("en") == english


def test_an_inline_step_answers_with_the_row_anew(staff_client: Client) -> None:
    key = make_feedback().pk
    post = {"status": "in_progress", "row": "1", "back": "/manage/feedback/?status=new"}
    answer = staff_client.post(f"/manage/feedback/{key}/status/", post, headers={"hx-request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="item-{key}"' in page
    assert "Status changed." in page
    assert "<html" not in page
    again = staff_client.post(
        f"/manage/feedback/{key}/status/", post | {"status": "new"}, headers={"hx-request": "true"}
    )
    assert again.status_code == 422
    assert "does not lead to" in again.content.decode()
    unknown = staff_client.post(f"/manage/feedback/{key}/status/", {"status": "nonsense"})
    assert unknown.status_code == 302


def test_without_javascript_one_is_led_back_and_never_to_another_site(staff_client: Client) -> None:
    key = make_feedback().pk
    back = "/manage/feedback/?status=new&page=2"
    done = staff_client.post(f"/manage/feedback/{key}/assign/", {"assignee": "", "back": back})
    assert done["Location"] == back
    evil = staff_client.post(f"/manage/feedback/{key}/assign/", {"assignee": "", "back": "https://evil.example/"})
    assert evil["Location"] == f"/manage/feedback/{key}/"


def test_items_are_given_only_to_those_who_answer(staff_client: Client, owner: User) -> None:
    feedback = make_feedback()
    staff_client.post(f"/manage/feedback/{feedback.pk}/assign/", {"assignee": str(owner.pk)})
    feedback.refresh_from_db()
    assert feedback.assignee is None


def test_an_answer_is_previewed_filled_in_and_sent(
    staff_client: Client, owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    feedback = make_feedback(owner)
    address = f"/manage/feedback/{feedback.pk}/answer/"
    preview = staff_client.post(address, {"text": "About {subject}", "preview": "1"}).content.decode()
    assert "About The plus button" in preview
    assert "About {subject}</textarea>" in preview
    assert mail.outbox == []
    wrong = staff_client.post(address, {"text": "Dear {nmae}"})
    assert wrong.status_code == 422
    assert "Nothing is known to stand for {nmae}." in wrong.content.decode()
    in_place = staff_client.post(address, {"text": "Dear {nmae}", "row": "1"}, headers={"hx-request": "true"})
    assert in_place["HX-Retarget"] == f"#answer-{feedback.pk}"
    with django_capture_on_commit_callbacks(execute=True):
        assert staff_client.post(address, {"text": "About {subject}"}).status_code == 302
    assert "About The plus button" in mail.outbox[0].body
    feedback.refresh_from_db()
    assert not feedback.awaits_answer


def test_a_template_begins_the_answer_in_the_language_of_the_sender(staff_client: Client, owner: User) -> None:
    owner.language = "de"
    owner.save()
    template = ReplyTemplate.objects.create(
        name="Ours", text_en="In English {subject}", text_de="Auf Deutsch {subject}"
    )
    feedback = make_feedback(owner)
    page = staff_client.get(f"/manage/feedback/{feedback.pk}/?template={template.pk}").content.decode()
    assert "Auf Deutsch {subject}</textarea>" in page


def test_the_form_of_an_item_saves_and_names_what_is_wrong(staff_client: Client, staff: User) -> None:
    feedback = make_feedback()
    said = {"kind": "feature", "priority": "4", "assignee": staff.pk, "due_on": "2027-01-31", "admin_notes": "Later"}
    address = f"/manage/feedback/{feedback.pk}/edit/"
    assert staff_client.post(address, said).status_code == 302
    feedback.refresh_from_db()
    assert (feedback.kind, feedback.priority, feedback.assignee, str(feedback.due_on)) == (
        "feature",
        4,
        staff,
        "2027-01-31",
    )
    wrong = staff_client.post(address, said | {"is_published": "on", "admin_notes": "Typed with care"})
    assert wrong.status_code == 422
    assert "Write a public response first" in wrong.content.decode()
    assert "Typed with care" in wrong.content.decode()


def test_many_at_once_and_what_can_t_be_done_is_named(staff_client: Client) -> None:
    new, begun = make_feedback(subject="Brand new"), make_feedback(subject="Begun", status="in_progress")
    post = {"item": [new.pk, begun.pk], "do": "status:completed", "back": "/manage/feedback/?kind=bug"}
    answer = staff_client.post("/manage/feedback/bulk/", post, follow=True)
    assert answer.redirect_chain == [("/manage/feedback/?kind=bug", 302)]
    page = answer.content.decode()
    assert "Done for 1 item." in page
    assert "Brand new: “New” does not lead to “Completed”." in page
    assert {row.subject: row.status for row in Feedback.objects.all()} == {"Brand new": "new", "Begun": "completed"}
    nothing = staff_client.post("/manage/feedback/bulk/", {"do": "priority:3"}, follow=True)
    assert "Tick items first." in nothing.content.decode()


@pytest.mark.parametrize(
    ("do", "field", "value"),
    [("priority:4", "priority", 4), ("category:", "category", None), ("spam:yes", "is_spam", True)],
)
def test_each_action_for_many(staff_client: Client, do: str, field: str, value: object) -> None:
    rows = [make_feedback() for _ in range(3)]
    staff_client.post("/manage/feedback/bulk/", {"item": [row.pk for row in rows], "do": do})
    assert {getattr(row, field) for row in Feedback.objects.all()} == {value}


def test_who_may_only_look_changes_nothing(client: Client) -> None:
    from django.contrib.auth.models import Permission

    helper = make_user(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_feedback"))
    client.force_login(helper)
    key = make_feedback().pk
    page = client.get("/manage/feedback/")
    assert page.status_code == 200
    assert '<select class="input" name="assignee"' not in page.content.decode()
    assert client.get(f"/manage/feedback/{key}/").status_code == 200
    for verb in ("status", "assign", "answer", "edit", "spam"):
        assert client.post(f"/manage/feedback/{key}/{verb}/").status_code == 403
    helper.user_permissions.add(Permission.objects.get(codename="change_feedback"))
    doomed = {"item": [key], "do": "delete:"}
    assert client.post("/manage/feedback/bulk/", doomed).status_code == 403
    assert Feedback.objects.exists()
