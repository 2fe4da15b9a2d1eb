"""The admins' dashboard: what it shows, how it narrows and pages, what can be done there, and by whom."""

import html
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from jobs import presence, store
from jobs.models import Job
from tests.factories import make_user
from tests.jobs.support import KIND, LANE_KIND, claimed, in_state, make_job
from tests.safety.queries import assert_constant_queries

ALL = ["queued", "running", "succeeded", "failed", "cancelled"]
OVERVIEW, HISTORY, DIAGNOSIS = "/manage/jobs/", "/manage/jobs/history/", "/manage/jobs/diagnosis/"


def page_of(job: Job) -> str:
    return reverse("manage-job", args=[job.pk])


def listed(client: Client, query: str = "") -> list[str]:
    """The jobs that the history lists, in order."""
    text = client.get(f"{HISTORY}?{query}").content.decode()
    return re.findall(r'id="job-([0-9a-f-]{36})"', text)


def text_of(client: Client, url: str) -> str:
    return html.unescape(client.get(url).content.decode())


def staff_with_only(*names: str) -> Client:
    """A browser of somebody on the staff who may do just this with jobs."""
    user = make_user(email=f"{'-'.join(names) or 'nothing'}@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[f"{name}_job" for name in names]))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A worker of this process that was just heard."""
    about = {
        "name": "bulk@here", "host": "here", "pid": 1, "pool": "prefork", "slots": 2, "queues": "bulk,test",
        "version": "1.2.3+4",
    }  # fmt: skip
    monkeypatch.setattr(presence._Me, "key", "wt:worker:here:1")
    presence.beat(about)
    return about


# --- Now -------------------------------------------------------------------------------------------------------------


def test_the_overview_counts_what_runs_waits_and_ended(owner: User, staff_client: Client) -> None:
    for state in ALL:
        in_state(owner, state)
    text = " ".join(re.sub(r"<[^>]+>", " ", text_of(staff_client, OVERVIEW)).split())
    assert "1 running 1 waiting" in text
    assert "3 ended" in text
    assert "50.0% of them failed" in text
    assert " 50.0% " in text, "the rate of the kind"
    assert text.count("Test work") >= len(ALL)


def test_jobs_that_ended_before_the_period_are_not_counted(owner: User, staff_client: Client) -> None:
    in_state(owner, "succeeded", finished_at=timezone.now() - timedelta(hours=30))
    assert "No job ended in this time." in text_of(staff_client, f"{OVERVIEW}?window=24h")
    assert "No job ended in this time." not in text_of(staff_client, f"{OVERVIEW}?window=7d")


def test_charts_have_tables_with_the_same_numbers(owner: User, staff_client: Client) -> None:
    now = timezone.now()
    for seconds in (0.5, 3, 3, 70):
        in_state(owner, "succeeded", started_at=now - timedelta(seconds=seconds), finished_at=now)
    text = text_of(staff_client, f"{OVERVIEW}?part=figures")
    assert '"labels": ["to 1 s", "to 5 s", "to 15 s", "to 1 min", "to 5 min", "to 15 min", "over 15 min"]' in text
    assert '"values": [1.0, 2.0' in text or '"values": [1, 2, 0, 0, 1, 0, 0]' in text
    assert re.findall(r'<th scope="row">to [^<]+</th><td class="n">(\d)</td>', text) == list("120010")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        ([0.5] * 4, "All within 1 s."),
        ([0.5] * 19 + [70], "19 of 20 within 1 s."),
        ([0.5, 70], "All within 5 min."),
        ([0.5] * 4 + [2_000], "More than 1 of 20 took over 15 min."),
    ],
)
def test_few_jobs_are_not_called_nineteen_of_twenty(
    owner: User, staff_client: Client, seconds: list[float], words: str
) -> None:
    now = timezone.now()
    for took in seconds:
        in_state(owner, "succeeded", started_at=now - timedelta(seconds=took), finished_at=now)
    assert words in text_of(staff_client, f"{OVERVIEW}?part=figures")


def test_the_workers_are_shown_with_what_they_do(
    owner: User, staff_client: Client, worker: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    job = in_state(owner, "running", worker=f"here:{os.getpid()}")
    presence.count(done=True)
    presence.count(done=False)
    text = text_of(staff_client, f"{OVERVIEW}?part=now")
    for words in ("bulk@here", "prefork × 2", "bulk, test", "alive"):
        assert words in text
    assert f'id="at-{job.pk}"' in text


def test_a_worker_that_fell_silent_is_shown_as_such(staff_client: Client, worker: object, clock: Any) -> None:
    clock.now += presence.silent_seconds() + 1
    assert "silent" in text_of(staff_client, f"{OVERVIEW}?part=now")
    clock.now += presence.REMEMBERED_SECONDS
    assert "bulk@here" not in text_of(staff_client, f"{OVERVIEW}?part=now")


def test_a_queue_that_nobody_takes_from_is_named(owner: User, staff_client: Client, worker: object) -> None:
    make_job(owner)
    Job.objects.update(queue="interactive")
    assert "Nobody takes from the queue “interactive”" in text_of(staff_client, OVERVIEW)


def test_a_part_is_drawn_without_the_frame(staff_client: Client) -> None:
    for part in ("now", "figures"):
        assert "<html" not in text_of(staff_client, f"{OVERVIEW}?part={part}")


def test_the_overview_asks_the_same_for_many_jobs(owner: User, staff_client: Client, worker: object) -> None:
    def grow() -> None:
        for state in ALL * 3:
            in_state(owner, state)

    grow()
    assert_constant_queries(lambda: staff_client.get(OVERVIEW), grow=grow, at_most=12)
    assert_constant_queries(lambda: staff_client.get(HISTORY), grow=grow, at_most=8)


def test_pages_are_whole_without_redis(owner: User, staff_client: Client, away: None) -> None:
    job = in_state(owner, "running")
    assert "Redis can't be reached" in text_of(staff_client, OVERVIEW)
    assert "does not answer" in text_of(staff_client, DIAGNOSIS)
    for url in (HISTORY, page_of(job)):
        assert staff_client.get(url).status_code == 200


# --- History ---------------------------------------------------------------------------------------------------------


def test_the_history_holds_everybodys_jobs_newest_first(owner: User, stranger: User, staff_client: Client) -> None:
    jobs = [in_state(user, state) for user in (owner, stranger) for state in ALL]
    assert listed(staff_client) == [str(job.pk) for job in reversed(jobs)]


def test_filters_narrow_and_combine(owner: User, stranger: User, staff_client: Client) -> None:
    failed = in_state(owner, "failed")
    lane = in_state(owner, "failed", LANE_KIND)
    other = in_state(stranger, "failed", queue="bulk")
    old = in_state(owner, "failed", created_at=timezone.now() - timedelta(days=10))
    waiting, running = make_job(owner), in_state(owner, "running")
    expected = {
        "state=active": [running, waiting],
        "state=failed&q=owner@&period=7": [lane, failed],
        "state=failed&q=OWNER@example.org": [lane, failed, old],
        f"kind={LANE_KIND}": [lane],
        f"kind={LANE_KIND}&state=succeeded": [],
        "queue=bulk": [other],
        f"q={old.pk}": [old],
        "q=nobody": [],
    }
    assert {query: listed(staff_client, query) for query in expected} == {
        query: [str(job.pk) for job in jobs] for query, jobs in expected.items()
    }


def test_an_active_filter_is_a_chip_that_takes_it_off(owner: User, staff_client: Client) -> None:
    make_job(owner)
    text = text_of(staff_client, f"{HISTORY}?state=active&q=owner&period=7")
    assert f'href="{HISTORY}?state=active&period=7"' in text
    assert f'href="{HISTORY}?state=active&q=owner"' in text


def test_what_is_no_choice_is_named(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.history_filters.MOST_USERS", 1)
    make_user(email="many1@example.org")
    make_user(email="many2@example.org")
    answer = staff_client.get(f"{HISTORY}?q=many")
    assert answer.status_code == 422
    assert "“many” fits more than 1 accounts" in answer.content.decode()
    assert staff_client.get(f"{HISTORY}?state=lost").status_code == 422


def test_pages_follow_each_other_without_gap_or_repetition(
    owner: User, staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.views_manage.PER_PAGE", 3)
    for _each in range(8):
        make_job(owner)
    same = timezone.now()
    Job.objects.update(created_at=same)
    Job.objects.filter(pk=make_job(owner).pk).update(created_at=same - timedelta(seconds=1))
    whole = [str(pk) for pk in Job.objects.order_by("-created_at", "-pk").values_list("pk", flat=True)]
    url, pages = HISTORY, []
    while url:
        text = text_of(staff_client, url)
        pages.append(re.findall(r'id="job-([0-9a-f-]{36})"', text))
        found = re.search(r'rel="next" href="([^"]+)"', text)
        url = f"{HISTORY}{found[1]}" if found else ""
        make_job(owner)  # what comes meanwhile shifts nothing
    assert [key for page in pages for key in page] == whole
    back = re.search(r'rel="prev" href="([^"]+)"', text)
    assert back is not None
    text = text_of(staff_client, f"{HISTORY}{back[1]}")
    assert re.findall(r'id="job-([0-9a-f-]{36})"', text) == pages[-2]


@pytest.mark.parametrize("place", ["nonsense", "2026-01-01T00:00:00_1", "2026-01-01T00:00:00_" + "0" * 32, ""])
def test_a_place_that_is_none_gives_the_first_page(owner: User, staff_client: Client, place: str) -> None:
    job = make_job(owner)
    for name in ("before", "after"):
        assert listed(staff_client, f"{name}={place}") == [str(job.pk)]


# --- One job ---------------------------------------------------------------------------------------------------------


def test_a_job_shows_timeline_trace_and_arguments_without_secrets(owner: User, staff_client: Client) -> None:
    job = in_state(owner, "failed", attempts=2, arguments={"draft": 7, "token": "s3cret-value", "names": ["a"] * 80})
    for number, outcome in ((1, "lost"), (2, "failed")):
        trace = "Traceback: it broke" if outcome == "failed" else ""
        job.tries.create(
            number=number, claim=uuid.uuid4(), worker="host:1", outcome=outcome, traceback=trace, error="Why.",
            finished_at=timezone.now(),
        )  # fmt: skip
    text = text_of(staff_client, page_of(job))
    for words in ("Asked for", "Try 1 ended: Worker lost", "Try 2 ended: Failed", "Traceback: it broke", "host:1"):
        assert words in text
    assert "The file has no rows." in text, "what the owner reads"
    assert "[hidden]" in text
    assert "s3cret" not in text
    assert text.count('"a"') == 50


@pytest.mark.parametrize("state", ALL)
def test_a_job_offers_what_can_be_done_in_its_state(owner: User, staff_client: Client, state: str) -> None:
    job = in_state(owner, state)
    text = text_of(staff_client, page_of(job))
    offered = {name for name in ("retry", "cancel", "take-back", "delete") if f"/{job.pk}/{name}/" in text}
    assert (
        offered
        == {
            "queued": {"cancel"},
            "running": {"cancel", "take-back"},
            "succeeded": {"delete"},
            "failed": {"retry", "delete"},
            "cancelled": {"retry", "delete"},
        }[state]
    )
    assert ("data-stay" in text) == (state in {"queued", "running"})


def test_the_trace_is_the_admins_and_hides_addresses(owner: User, staff_client: Client, owner_client: Client) -> None:
    from jobs.runner import run_job
    from tests.jobs.support import kind_for

    def leak(_run: object) -> None:
        raise ValueError("password=hunter2 of olga@example.org")

    from jobs import registry

    registry._kinds[KIND] = kind_for(leak)  # the fixture puts the plain one back
    job = make_job(owner)
    run_job(job.pk)
    text = text_of(staff_client, page_of(job))
    assert "ValueError" in text
    assert "hunter2" not in text
    assert "olga@example.org" not in text
    assert "ValueError" not in text_of(owner_client, reverse("job-detail", args=[job.pk]))


# --- What can be done ------------------------------------------------------------------------------------------------


def test_failed_jobs_are_started_again(owner: User, staff_client: Client, rung: list[Job]) -> None:
    job = in_state(owner, "failed")
    answer = staff_client.post(reverse("manage-job-retry", args=[job.pk]))
    assert (answer.status_code, answer["Location"]) == (302, page_of(job))
    job.refresh_from_db()
    assert job.state == "queued"


def test_waiting_jobs_are_cancelled_and_running_ones_asked(owner: User, staff_client: Client) -> None:
    waiting, claim = make_job(owner), claimed(make_job(owner))
    for job in (waiting, claim.job):
        staff_client.post(reverse("manage-job-cancel", args=[job.pk]))
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    assert store.beat(claim.job.start_key, claim.token)


def test_a_job_is_taken_back_and_leads_back_to_the_page_that_asked(owner: User, staff_client: Client) -> None:
    claim = claimed(make_job(owner))
    url = reverse("manage-job-take-back", args=[claim.job.pk])
    answer = staff_client.post(url, {"next": DIAGNOSIS})
    assert answer["Location"] == DIAGNOSIS
    claim.job.refresh_from_db()
    assert (claim.job.state, claim.job.claim) == ("queued", None)
    assert claim.job.tries.get().outcome == "lost"
    assert staff_client.post(url, {"next": "https://elsewhere.example/"})["Location"] == page_of(claim.job)


def test_finished_jobs_are_deleted_others_not(owner: User, staff_client: Client) -> None:
    done, running = in_state(owner, "succeeded"), in_state(owner, "running")
    assert staff_client.post(reverse("manage-job-delete", args=[done.pk]))["Location"] == HISTORY
    answer = staff_client.post(reverse("manage-job-delete", args=[running.pk]), follow=True)
    assert "Cancel it first." in answer.content.decode()
    assert list(Job.objects.all()) == [running]


def test_what_does_not_go_is_said(owner: User, staff_client: Client) -> None:
    job = in_state(owner, "succeeded")
    for name in ("retry", "cancel", "take-back"):
        answer = staff_client.post(reverse(f"manage-job-{name}", args=[job.pk]), follow=True)
        assert answer.status_code == 200
    job.refresh_from_db()
    assert job.state == "succeeded"


def test_ticked_jobs_are_started_again_together(owner: User, staff_client: Client) -> None:
    chosen = [in_state(owner, "failed"), in_state(owner, "cancelled")]
    left = in_state(owner, "failed")
    done = in_state(owner, "succeeded")
    keys = [*(job.pk for job in chosen), done.pk, "nonsense"]
    answer = staff_client.post(reverse("manage-jobs-retry"), {"job": keys, "query": "state=failed"}, follow=True)
    assert "2 jobs wait for a worker again." in answer.content.decode()
    assert answer.redirect_chain[0][0] == f"{HISTORY}?state=failed"
    assert set(Job.objects.filter(state="queued")) == set(chosen)
    left.refresh_from_db()
    assert left.state == "failed"


def test_all_that_fit_are_started_again_but_not_what_somebody_cancelled(
    owner: User, stranger: User, staff_client: Client
) -> None:
    mine = [in_state(owner, "failed") for _each in range(3)]
    in_state(owner, "cancelled")
    in_state(stranger, "failed")
    staff_client.post(reverse("manage-jobs-retry"), {"all": "1", "query": "q=owner@"})
    assert set(Job.objects.filter(state="queued")) == set(mine)
    staff_client.post(reverse("manage-jobs-retry"), {"all": "1", "query": "state=lost"})
    assert Job.objects.filter(state="queued").count() == len(mine), "what can't be understood starts nothing"


def test_nothing_ticked_is_said(staff_client: Client, db: None) -> None:
    answer = staff_client.post(reverse("manage-jobs-retry"), follow=True)
    assert "Choose jobs that failed" in answer.content.decode()


def test_who_did_what_stands_in_the_timeline_and_stays_when_the_job_is_gone(
    owner: User, staff: User, staff_client: Client, owner_client: Client
) -> None:
    def act(name: str) -> None:
        staff_client.post(reverse(f"manage-job-{name}", args=[job.pk]))

    def order(*words: str) -> None:
        text = text_of(staff_client, page_of(job))
        places = [text.find(each) for each in words]
        assert -1 not in places, words
        assert places == sorted(places), words

    job = in_state(owner, "failed", attempts=1)
    job.tries.create(number=1, claim=uuid.uuid4(), worker="host:1", outcome="failed", finished_at=timezone.now())
    order("Asked for", "Try 1 ended")
    act("retry")
    order("Try 1 ended", f"Started again by {staff}", "Waits for a worker")
    assert "by hand" not in text_of(staff_client, page_of(job))
    claimed(job)
    act("take-back")
    order(f"Started again by {staff}", "Try 2 began", f"Taken from its worker by {staff}")
    act("cancel")
    order(f"Taken from its worker by {staff}", f"Cancelled by {staff}")
    owner_client.post(reverse("job-retry", args=[job.pk]))
    assert text_of(staff_client, page_of(job)).count("Started again by hand") == 1, "the owner is no admin"
    assert str(staff) not in text_of(owner_client, reverse("job-detail", args=[job.pk]))
    act("cancel")
    act("delete")
    last = LogEntry.objects.filter(object_id=str(job.pk)).latest("pk")
    assert (last.user, last.is_deletion(), last.change_message) == (staff, True, "deleted from the record")
    assert not Job.objects.exists()


def test_what_did_not_happen_is_not_noted(owner: User, staff_client: Client) -> None:
    job = in_state(owner, "succeeded")
    for name in ("retry", "cancel", "take-back"):
        staff_client.post(reverse(f"manage-job-{name}", args=[job.pk]))
    assert not LogEntry.objects.exists()


# --- Who -------------------------------------------------------------------------------------------------------------


def test_each_verb_asks_for_its_permission(owner: User) -> None:
    looker, changer, nobody = staff_with_only("view"), staff_with_only("view", "change"), staff_with_only()
    job = in_state(owner, "failed")
    pages = [OVERVIEW, HISTORY, DIAGNOSIS, page_of(job)]
    assert [looker.get(url).status_code for url in pages] == [200] * 4
    assert [nobody.get(url).status_code for url in pages] == [403] * 4
    change = [reverse(f"manage-job-{name}", args=[job.pk]) for name in ("cancel", "take-back", "retry")]
    change += [reverse("manage-jobs-retry"), reverse("manage-jobs-test")]
    assert [looker.post(url).status_code for url in change] == [403] * 5
    assert [changer.post(url).status_code for url in change] == [302] * 5
    delete = reverse("manage-job-delete", args=[job.pk])
    assert [client.post(delete).status_code for client in (looker, changer)] == [403, 403]
    for name in ("retry", "cancel", "delete"):
        assert f"/{job.pk}/{name}/" not in text_of(looker, page_of(job))


def test_staff_without_a_second_factor_sees_no_job_of_others_where_one_is_required(
    owner: User, staff: User, staff_client: Client, settings: Any
) -> None:
    settings.REQUIRE_STAFF_MFA = True
    job = in_state(owner, "failed")
    others = [reverse("job-detail", args=[job.pk]), reverse("api:jobs-job_id", args=[job.pk])]
    for url in (OVERVIEW, HISTORY, DIAGNOSIS, page_of(job)):
        answer = staff_client.get(url)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")
    assert staff_client.post(reverse("manage-job-delete", args=[job.pk]))["Location"] == "/accounts/2fa/"
    assert Job.objects.filter(pk=job.pk).exists()
    assert [staff_client.get(url).status_code for url in others] == [404, 404]
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={})
    assert [staff_client.get(url).status_code for url in (OVERVIEW, *others)] == [200] * 3
