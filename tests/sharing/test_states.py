"""The state of a link, as a value and in SQL: both say the same."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from sharing.models import ShareToken
from sharing.scope import Area
from sharing.states import ShareState, days_between
from tests.sharing.support import make_share

CASES = [
    (True, 1, 0, None, ShareState.ACTIVE),
    (True, 1, 99, None, ShareState.ACTIVE),
    (True, 1, 4, 5, ShareState.ACTIVE),
    (True, 1, 5, 5, ShareState.USED_UP),
    (True, 1, 6, 5, ShareState.USED_UP),
    (True, -1, 0, None, ShareState.EXPIRED),
    (True, -1, 5, 5, ShareState.EXPIRED),
    (False, 1, 0, None, ShareState.REVOKED),
    (False, -1, 5, 5, ShareState.REVOKED),
]


@pytest.mark.parametrize(("active", "days", "uses", "most", "state"), CASES)
def test_value_and_condition_agree(
    owner: User, active: bool, days: int, uses: int, most: int | None, state: ShareState
) -> None:
    share = make_share(owner)
    end = timezone.now() + timedelta(days=days)
    ShareToken.objects.filter(pk=share.pk).update(is_active=active, expires_at=end, uses=uses, max_uses=most)
    share.refresh_from_db()
    assert share.state is state
    assert share.is_valid is (state is ShareState.ACTIVE)
    now = timezone.now()
    assert [each for each in ShareState if ShareToken.objects.in_state(each, now).exists()] == [state]


@pytest.mark.parametrize(
    ("left", "days"),
    [(timedelta(seconds=1), 1), (timedelta(days=1), 1), (timedelta(days=1, seconds=1), 2), (timedelta(-1), 0)],
)
def test_begun_days_count(left: timedelta, days: int) -> None:
    now = timezone.now()
    assert days_between(now, now + left) == days


def test_the_database_refuses_a_link_that_shows_nothing(owner: User) -> None:
    share = make_share(owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShareToken.objects.filter(pk=share.pk).update(can_sessions=False)


def test_a_link_shows_no_private_area(owner: User) -> None:
    share = make_share(owner, can_reports=True, can_calculator=True)
    assert share.areas == {Area.SESSIONS, Area.REPORTS, Area.CALCULATOR}
    assert not share.scope.can_write
    assert not share.scope.sees(Area.PRIVATE)
