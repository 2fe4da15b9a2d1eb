"""The list of the dashboard: filters in the address, order, pages, figures, charts; a constant number of queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from feedback.figures import charts, figures
from feedback.models import Category, Change, Reply
from feedback.services import status_set
from tests.feedback.support import make_feedback
from tests.safety.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
PAGE = "/manage/feedback/"
NAMES = ("crash", "wish", "old", "done", "late", "cheap")


@pytest.fixture
def items(staff: User, owner: User) -> None:
    today = timezone.localdate()
    make_feedback(owner, subject="crash", priority=4, assignee=staff)
    wish = make_feedback(subject="wish", kind="feature", email="nina@example.org", awaits_answer=False)
    wish.category = Category.objects.create(name="Charts")
    wish.save()
    make_feedback(subject="old", kind="general", created_at=timezone.now() - timedelta(days=60))
    make_feedback(subject="done", status="completed", is_published=True, public_response="Yes", due_on=today)
    make_feedback(subject="late", status="in_progress", due_on=today - timedelta(days=1))
    make_feedback(subject="cheap", is_spam=True, spam_reason="links")
    Reply.objects.create(feedback=wish, is_ours=True, text="We thought of heptagons")


def shown(client: Client, query: str) -> list[str]:
    page = client.get(PAGE + query).content.decode().partition('class="reports"')[0]
    found = [(page.index(f'list__title">{name}<'), name) for name in NAMES if f'list__title">{name}<' in page]
    return [name for _place, name in sorted(found)]


@pytest.mark.usefixtures("items")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"crash", "wish", "old", "done", "late"}),
        ("?status=new", {"crash", "wish", "old"}),
        ("?status=open", {"crash", "wish", "old", "late"}),
        ("?kind=bug", {"crash", "done", "late"}),
        ("?priority=4", {"crash"}),
        ("?assignee=me", {"crash"}),
        ("?assignee=nobody", {"wish", "old", "done", "late"}),
        ("?category=none&kind=bug&status=new", {"crash"}),
        ("?waiting=yes", {"crash", "old", "late"}),
        ("?waiting=no", {"wish", "done"}),
        ("?published=yes", {"done"}),
        ("?account=yes", {"crash"}),
        ("?due=overdue", {"late"}),
        ("?due=set", {"done", "late"}),
        ("?days=30", {"crash", "wish", "done", "late"}),
        ("?updated=7", {"crash", "wish", "old", "done", "late"}),
        ("?shipped=yes", set()),
        ("?shipped=no&status=completed", {"done"}),
        ("?spam=yes", {"cheap"}),
        ("?q=heptagon", {"wish"}),
        ("?q=NINA", {"wish"}),
        ("?q=olga", {"crash"}),
        ("?q=100%25", set()),
    ],
)
def test_each_filter_narrows_the_list(staff_client: Client, query: str, names: set[str]) -> None:
    assert set(shown(staff_client, query)) == names


@pytest.mark.usefixtures("items")
def test_the_order_is_in_the_address(staff_client: Client) -> None:
    assert shown(staff_client, "?sort=subject") == ["crash", "done", "late", "old", "wish"]
    assert shown(staff_client, "?sort=oldest")[0] == "old"
    assert shown(staff_client, "?sort=priority")[0] == "crash"
    assert shown(staff_client, "?sort=due")[:2] == ["late", "done"]


@pytest.mark.usefixtures("items")
def test_what_can_t_be_understood_is_named_and_nothing_is_shown(staff_client: Client) -> None:
    answer = staff_client.get(f"{PAGE}?priority=9")
    assert answer.status_code == 422
    assert shown(staff_client, "?priority=9") == []


@pytest.mark.usefixtures("items")
def test_figures_leave_spam_out_and_chips_count(staff_client: Client) -> None:
    assert figures() == {"still_open": 4, "new": 3, "waiting": 3, "overdue": 1, "month": 4}
    page = staff_client.get(f"{PAGE}?assignee=me").content.decode()
    assert '<a class="chip" href="/manage/feedback/?assignee=me" aria-current="true">Mine' in page
    assert 'href="/manage/feedback/?spam=yes">Suspected spam<span class="chip__count num">1<' in page


@pytest.mark.usefixtures("items")
def test_charts_add_up(staff: User) -> None:
    status_set(feedback=make_feedback(status="in_progress"), actor=staff, status="completed")
    kinds, priorities, trend = charts()
    assert sum(sum(values) for _name, values, _colour in kinds.series) == 6
    assert sum(sum(values) for _name, values, _colour in priorities.series) == 6
    assert len(trend.labels) == 12
    received, closed = (values for _name, values, _colour in trend.series)
    assert (sum(received), received[-1] + received[-2] >= 5, sum(closed)) == (6, True, 1)
    assert kinds.lines[0] == ("Bug report", [1, 1, 2, 0])


def test_without_any_feedback_there_are_no_charts(staff_client: Client) -> None:
    page = staff_client.get(PAGE).content.decode()
    assert "Nobody sent anything yet" in page
    assert "data-chart" not in page
    make_feedback()
    assert staff_client.get(PAGE).content.decode().count("data-chart=") == 3


def test_the_number_of_queries_does_not_grow(staff_client: Client, staff: User, owner: User) -> None:
    def more() -> None:
        for _ in range(10):
            item = make_feedback(owner, assignee=staff, category=Category.objects.get_or_create(name="Gym")[0])
            Reply.objects.create(feedback=item, author=staff, is_ours=True, text="Hello")
            Change.objects.create(feedback=item, actor=staff, field="assignee", new=str(staff.pk))

    more()
    assert_constant_queries(lambda: staff_client.get(PAGE), grow=more, at_most=20)


def test_pages_keep_the_filters(staff_client: Client) -> None:
    for number in range(51):
        make_feedback(subject=f"Number {number}")
    page: Any = staff_client.get(f"{PAGE}?kind=bug&sort=oldest").content.decode()
    assert "kind=bug&amp;sort=oldest&amp;page=2" in page
    assert "1–50 of 51" in page
