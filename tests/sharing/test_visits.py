"""What a visitor sees: the owner's own pages, read-only, and nothing else of the owner's."""

from http import HTTPStatus

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories import make_exercise, make_session, make_set, make_set_type
from tests.safety.queries import assert_constant_queries
from tests.sharing.support import make_share, shared_url, visit


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == HTTPStatus.OK, response.status_code
    return response.content.decode()


def test_list_and_session_are_the_owners_own_pages_without_a_way_to_write(owner: User) -> None:
    session = make_session(owner, "Push", notes="felt light")
    make_set(session, exercise_type=make_exercise("Bench Press (Barbell)"))
    share = make_share(owner)
    client = visit(share)
    listed = text_of(client, shared_url(share, "session-list"))
    shown = text_of(client, shared_url(share, "session-detail", session.pk))
    assert "Push" in listed
    assert "Bench Press (Barbell)" in shown
    assert "felt light" in shown
    for page in (listed, shown):
        assert 'method="post"' not in page
        assert "hx-post" not in page
        assert 'href="/sessions/' not in page


def test_the_bar_names_the_share_and_its_owner_but_no_address(owner: User) -> None:
    share = make_share(owner, name="For Kim", max_uses=5)
    page = text_of(visit(share), shared_url(share, "session-list"))
    assert "For Kim" in page
    assert "Olga Owner" in page
    assert "4 uses left" in page
    assert owner.email not in page


def test_navigation_shows_only_what_is_permitted(owner: User) -> None:
    share = make_share(owner)
    page = text_of(visit(share), shared_url(share, "session-list"))
    for word in ("/accounts/", "/shares/", "/data/", "/body/", "/jobs/", "More"):
        assert word not in page


def test_somebody_signed_in_sees_the_others_data_and_the_way_back(owner: User, stranger_client: Client) -> None:
    make_session(owner, "Of the owner")
    share = make_share(owner)
    visit(share, stranger_client)
    page = text_of(stranger_client, shared_url(share, "session-list"))
    assert "Of the owner" in page
    assert "To my own log" in page
    assert "Sven" not in page
    assert "Of the owner" not in text_of(stranger_client, reverse("session-list"))


def test_writing_below_a_share_is_not_possible(owner: User) -> None:
    session = make_session(owner)
    share = make_share(owner)
    client = visit(share)
    base = f"/shared/{share.pk}"
    for path in ("sessions/new/", f"sessions/{session.pk}/delete/", f"sessions/{session.pk}/edit/", "log/", "shares/"):
        assert client.get(f"{base}/{path}").status_code == HTTPStatus.NOT_FOUND
        assert client.post(f"{base}/{path}").status_code == HTTPStatus.NOT_FOUND
    for verb in ("post", "put", "patch", "delete"):
        answer = getattr(client, verb)(shared_url(share, "session-detail", session.pk))
        assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_visit_opens_nothing_outside_of_the_share(owner: User) -> None:
    session = make_session(owner)
    client = visit(make_share(owner))
    for url in (reverse("session-detail", args=[session.pk]), reverse("share-list"), "/"):
        assert client.get(url).status_code == HTTPStatus.FOUND


def test_a_link_to_one_session_shows_nothing_of_another(owner: User) -> None:
    mine = make_exercise("Secret Lift", owner=owner)
    private_type = make_set_type("Secret type", owner=owner)
    shown, hidden = make_session(owner, "Shown"), make_session(owner, "Hidden")
    make_set(shown, exercise_type=make_exercise("Squat"))
    make_set(hidden, exercise_type=mine, set_type=private_type, notes="hidden words")
    share = make_share(owner, session=shown)
    client = visit(share)
    listed = shared_url(share, "session-list")
    for url in (
        listed,
        f"{listed}?filters=1",
        f"{listed}?q=Secret",
        f"{listed}?q=hidden",
        f"{listed}?exercise={mine.pk}&filters=1",
        shared_url(share, "session-detail", shown.pk),
    ):
        page = text_of(client, url)
        for word in ("Hidden", "Secret Lift", "Secret type", "hidden words"):
            assert word not in page, url
    assert client.get(shared_url(share, "session-detail", hidden.pk)).status_code == HTTPStatus.NOT_FOUND


def test_an_own_exercise_that_no_visible_set_names_stays_unknown(owner: User) -> None:
    unused = make_exercise("Never Done", owner=owner)
    make_session(owner)
    share = make_share(owner)
    page = text_of(visit(share), f"{shared_url(share, 'session-list')}?filters=1&exercise={unused.pk}")
    assert "Never Done" not in page


def test_sessions_lead_to_the_one_before_and_after(owner: User, owner_client: Client) -> None:
    first, second, third = (make_session(owner, name) for name in ("First", "Second", "Third"))
    share = make_share(owner)
    page = text_of(visit(share), shared_url(share, "session-detail", second.pk))
    assert shared_url(share, "session-detail", first.pk) in page
    assert f'<li><a href="{shared_url(share, "session-list")}">History</a></li>' in page
    assert shared_url(share, "session-detail", third.pk) in page
    alone = make_share(owner, session=second)
    page = text_of(visit(alone), shared_url(alone, "session-detail", second.pk))
    assert "First" not in page
    assert "Third" not in page
    assert "First" in text_of(owner_client, reverse("session-detail", args=[second.pk]))


def test_visitors_pages_cost_as_many_queries_for_any_number_of_sessions(owner: User) -> None:
    make_session(owner)
    share = make_share(owner)
    client = visit(share)

    def grow() -> None:
        for number in range(5):
            make_set(make_session(owner, f"Session {number}"))

    assert_constant_queries(lambda: client.get(shared_url(share, "session-list")), grow=grow, at_most=5)


def test_nothing_of_a_visit_is_stored_by_the_browser_or_found_by_a_search_engine(owner: User) -> None:
    session = make_session(owner)
    share = make_share(owner)
    client = visit(share)
    for url in (
        shared_url(share, "session-list"),
        shared_url(share, "session-detail", session.pk),
        shared_url(share, "session-detail", session.pk + 999),
        f"/shared/{share.pk}/nowhere/",
    ):
        headers = client.get(url).headers
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "ETag" not in headers


def test_a_link_to_the_calculator_alone_shows_estimates_but_no_sessions(owner: User) -> None:
    session = make_session(owner, "Hidden session", started_at=timezone.now())
    make_set(session, exercise_type=make_exercise("Squat"), number_reps=5, weight=100)
    share = make_share(owner, can_sessions=False, can_calculator=True)
    client = visit(share)
    home = client.get(reverse("share-home", args=[share.pk]))
    assert home.headers["Location"] == shared_url(share, "calculator")
    assert "116" in text_of(client, f"{shared_url(share, 'calculator')}?weight=100&reps=5")
    analysed = text_of(client, shared_url(share, "calculator-analysis"))
    assert "Squat" in analysed
    assert "Hidden session" not in analysed
    assert f"/shared/{share.pk}/sessions/" not in analysed
    refused = client.get(shared_url(share, "session-detail", session.pk))
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "Hidden session" not in refused.content.decode()


def test_the_analysis_of_a_link_to_one_session_knows_that_session_alone(owner: User) -> None:
    shown, hidden = (make_session(owner, name, started_at=timezone.now()) for name in ("Shown", "Hidden"))
    make_set(shown, exercise_type=make_exercise("Squat"), number_reps=5, weight=100)
    make_set(hidden, exercise_type=make_exercise("Deadlift"), number_reps=5, weight=200)
    share = make_share(owner, session=shown, can_calculator=True)
    page = text_of(visit(share), shared_url(share, "calculator-analysis"))
    assert "Squat" in page
    assert "Deadlift" not in page
