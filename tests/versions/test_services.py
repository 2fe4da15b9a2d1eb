"""Numbers, and what can happen to releases."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.concurrency import at_once
from versions.models import AppVersion
from versions.services import (
    PARTS,
    Number,
    Part,
    version_add,
    version_delete,
    version_history,
    version_next,
    version_record,
    version_set_current,
)

PIECE = st.integers(0, 10_000)
ON_A_BUSY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = st.builds(Number, PIECE, PIECE, PIECE, PIECE)


def add(text: str, **fields: Any) -> AppVersion:
    return version_add(number=Number.parse(text), **fields)


def current() -> list[str]:
    return [str(Number.of(version)) for version in AppVersion.objects.filter(is_current=True)]


@pytest.mark.parametrize(
    ("part", "following"),
    [("major", "2.0.0+18"), ("minor", "1.5.0+18"), ("patch", "1.4.3+18"), ("build", "1.4.2+18")],
)
def test_raising_a_part_resets_what_is_below_and_the_build_only_rises(part: Part, following: str) -> None:
    assert str(version_next(Number.parse("1.4.2+17"), part)) == following


@ON_A_BUSY_MACHINE
@given(NUMBERS, st.sampled_from(PARTS))
def test_the_next_number_is_always_higher_and_so_is_its_build(number: Number, part: Part) -> None:
    following = version_next(number, part)
    assert following > number
    assert following.build == number.build + 1


@ON_A_BUSY_MACHINE
@given(NUMBERS)
def test_a_number_reads_back_as_it_is_written(number: Number) -> None:
    assert Number.parse(str(number)) == number


@pytest.mark.parametrize("text", ["", "1.2.3", "1.2+4", "1.2.3.4+5", "1.2.x+4", "-1.2.3+4", "1.2.3+", "1.2.3+٤"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a version like 1\.4\.2\+17"):
        Number.parse(text)


@pytest.mark.django_db
def test_the_first_release_is_current_and_later_ones_only_on_request() -> None:
    assert add("1.0.0+1").is_current
    assert not add("1.0.1+2").is_current
    assert add("1.1.0+3", current=True).is_current
    assert current() == ["1.1.0+3"]


@pytest.mark.django_db
def test_a_release_keeps_what_it_is_told() -> None:
    version = add("1.0.0+1", release_date=date(2026, 3, 1), description="First", notes="All of it", commit="abc123")
    version.refresh_from_db()
    assert (version.release_date, version.description, version.notes, version.commit) == (
        date(2026, 3, 1),
        "First",
        "All of it",
        "abc123",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["1.0.0+5", "2.0.0+5", "2.0.0+4", "0.9.0+1"])
def test_a_build_that_does_not_rise_is_refused_whatever_the_number(text: str) -> None:
    add("1.0.0+5")
    with pytest.raises(ValidationError) as refused:
        add(text)
    assert "is not above 5, the highest one so far. Builds only rise." in refused.value.message_dict["build"][0]
    assert AppVersion.objects.count() == 1


@pytest.mark.django_db
def test_another_release_becomes_current_and_the_old_one_is_no_longer() -> None:
    first = add("1.0.0+1")
    second = add("1.0.1+2")
    version_set_current(version=second)
    assert current() == ["1.0.1+2"]
    version_set_current(version=first)
    version_set_current(version=first)
    assert current() == ["1.0.0+1"]


@pytest.mark.django_db
def test_recording_the_running_code_twice_adds_it_once(settings: Any) -> None:
    settings.APP_VERSION = "1.2.3+9"
    version, created = version_record(description="Sharing", notes="Links", commit="abc")
    again, created_again = version_record(description="Other words")
    assert (created, created_again) == (True, False)
    assert again.pk == version.pk
    assert again.description == "Sharing"
    assert current() == ["1.2.3+9"]


@pytest.mark.django_db
def test_recording_an_older_release_after_a_roll_back_makes_it_current_again() -> None:
    old, _ = version_record(number=Number.parse("1.0.0+1"))
    version_record(number=Number.parse("1.1.0+2"))
    assert current() == ["1.1.0+2"]
    version_record(number=Number.of(old))
    assert current() == ["1.0.0+1"]


@pytest.mark.django_db
def test_the_current_release_cannot_be_deleted_but_others_can() -> None:
    first, second = add("1.0.0+1"), add("1.0.1+2")
    with pytest.raises(ValidationError):
        version_delete(version=first)
    version_delete(version=second)
    assert current() == ["1.0.0+1"]


@pytest.mark.django_db
def test_history_is_newest_first_by_number_not_by_text() -> None:
    for text in ("0.9.0+1", "0.10.0+2", "0.10.1+3", "0.10.1+10"):
        add(text)
    assert [str(Number.of(version)) for version in version_history()] == [
        "0.10.1+10",
        "0.10.1+3",
        "0.10.0+2",
        "0.9.0+1",
    ]


@pytest.mark.django_db
def test_the_database_itself_refuses_two_current_ones_and_the_same_number_twice() -> None:
    add("1.0.0+1")
    for twin in (
        AppVersion(major=1, minor=0, patch=1, build=2, is_current=True),
        AppVersion(major=1, minor=0, patch=0, build=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()


@pytest.mark.django_db(transaction=True)
def test_releases_recorded_at_the_same_moment_end_with_one_current_and_rising_builds() -> None:
    add("1.0.0+1")
    outcomes = at_once([partial(version_record, number=Number(1, build, 0, build)) for build in (2, 3, 4, 5)])
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert {type(outcome) for outcome in refused} <= {ValidationError}
    assert len(current()) == 1
    by_age = list(AppVersion.objects.order_by("pk").values_list("build", flat=True))
    assert by_age == sorted(by_age)
    assert len(by_age) == 1 + 4 - len(refused)
