"""The log as a child would keep it: plain Python, no database, nothing clever. The services are compared with it."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo


@dataclass
class ModelSet:
    """One set on paper; ``reps`` are [kilograms, success]."""

    pk: int
    exercise: int
    assisted: bool
    set_type: int
    warm_up: bool
    weight: Decimal
    reps: list[list[Any]]

    def sums(self) -> tuple[Any, ...]:
        """Reps, done, failed, top weight, reps at it, tonnage: counted by hand."""
        done = [weight for weight, success in self.reps if success]
        top = max(done, default=Decimal(0))
        moved = Decimal(0)
        for weight in done:
            moved += Decimal(0) if self.assisted else weight
        return len(self.reps), len(done), len(self.reps) - len(done), top, done.count(top), moved

    def change_number(self, number: int) -> None:
        while len(self.reps) > number:
            self.reps.pop()
        while len(self.reps) < number:
            self.reps.append([self.weight, True])

    def change_weight(self, weight: Decimal) -> None:
        for rep in self.reps:
            if rep[0] == self.weight:
                rep[0] = weight
        self.weight = weight


@dataclass
class ModelSession:
    """One session on paper; ``places`` are its sets by position, with gaps where sets were deleted."""

    pk: int
    owner: int
    name: str
    kind: str
    start: datetime
    zone: str
    end: datetime | None = None
    places: dict[int, ModelSet] = field(default_factory=dict)
    next_place: int = 1

    @property
    def day(self) -> date:
        return self.start.astimezone(ZoneInfo(self.zone)).date()

    def in_order(self) -> list[ModelSet]:
        return [self.places[place] for place in sorted(self.places)]

    def place_of(self, pk: int) -> int:
        return next(place for place, row in self.places.items() if row.pk == pk)

    def append(self, row: ModelSet) -> None:
        self.places[self.next_place] = row
        self.next_place += 1

    def insert(self, place: int, row: ModelSet) -> None:
        """Put ``row`` at ``place``; when that is taken, what stands there and after it moves on by one."""
        if place in self.places:
            self.places = {at + (at >= place): each for at, each in self.places.items()}
        self.places[place] = row
        self.next_place += 1

    def swap(self, pk: int, *, down: bool) -> bool:
        order = sorted(self.places)
        here = order.index(self.place_of(pk))
        there = here + (1 if down else -1)
        if not 0 <= there < len(order):
            return False
        one, other = order[here], order[there]
        self.places[one], self.places[other] = self.places[other], self.places[one]
        return True

    def totals(self) -> tuple[Any, ...]:
        sums = [row.sums() for row in self.places.values()]
        return len(sums), sum(each[0] for each in sums), sum((each[-1] for each in sums), Decimal(0))


@dataclass
class Log:
    """Everybody's sessions by key, and what was deleted: (owner, session, place or None, copy of what was there)."""

    sessions: dict[int, ModelSession] = field(default_factory=dict)
    deleted: list[tuple[int, int, int | None, Any]] = field(default_factory=list)

    def sets(self) -> list[tuple[ModelSession, ModelSet]]:
        return [(s, row) for _pk, s in sorted(self.sessions.items()) for row in s.in_order()]

    def delete_set(self, session: ModelSession, row: ModelSet) -> None:
        place = session.place_of(row.pk)
        self.deleted.append((session.owner, session.pk, place, deepcopy(row)))
        del session.places[place]

    def delete_session(self, session: ModelSession) -> None:
        self.deleted.append((session.owner, session.pk, None, deepcopy(session)))
        del self.sessions[session.pk]

    def undo(self, number: int) -> bool:
        """Bring back what was deleted as the ``number``-th; False when its session isn't there."""
        _owner, session_pk, place, copy = self.deleted[number]
        if place is None:
            self.sessions[session_pk] = deepcopy(copy)
            return True
        if session_pk not in self.sessions:
            return False
        session = self.sessions[session_pk]
        session.insert(place, deepcopy(copy))
        session.next_place = max(session.places) + 1
        return True
