"""What belongs to an account. Apps above fill this from their ``AppConfig.ready``; nothing here knows their models."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Belonging:
    """A part of what goes with an account: how much of it there is, by name, and how it is deleted.

    ``delete`` runs inside the transaction that deletes the account, before it; what no part names goes by cascade.
    """

    count: Callable[[User], dict[str, int]]
    delete: Callable[[User], None]


_belongings: dict[str, Belonging] = {}


def register(key: str, belonging: Belonging) -> None:
    """Make a part known; the same key twice is a mistake in the code."""
    if key in _belongings:
        raise ValueError(f"what belongs to an account: {key} is registered twice")
    _belongings[key] = belonging


def belongings_counted(users: list[User]) -> dict[str, int]:
    """How much would go with these accounts, by name; nothing that there is none of."""
    counts: Counter[str] = Counter()
    for user in users:
        for belonging in _belongings.values():
            counts.update(belonging.count(user))
    return {name: number for name, number in counts.items() if number}


def belongings_delete(user: User) -> None:
    """Delete all of it. Must run inside the transaction that deletes the account."""
    for belonging in _belongings.values():
        belonging.delete(user)
