"""Bringing a history in and taking it away, against nothing but writing and deleting the same rows."""

import argparse
import statistics
from collections.abc import Iterator

from lines import Line
from world import size_of

ROUNDS = 5
GONE = "gone@example.org"


def measured(options: argparse.Namespace) -> Iterator[Line]:
    """The TrainAI sample; then the deletion of as much as the measured athlete has."""
    import import_trainai

    part = 20 if options.quick else 1
    median = {
        name: statistics.median(values)
        for name, values in import_trainai.timed(
            rounds=ROUNDS, workouts=355 // part, sets=7300 // part, reps=70370 // part
        ).items()
    }
    yield Line("history", "COPY of the sample's rows, commit included", median["floor"] * 1000, "ms")
    yield Line(
        "history", "import, parse to commit / COPY", median["import"] / median["floor"], bar=2.5,
        note=f"{median['import'] * 1000:.0f} ms",
    )  # fmt: skip
    yield Line(
        "history", "bulk_create / COPY, in writing", median["bulk_create, unchecked"] / median["floor, unchecked"],
        bar=5, at_least=True, note=f"with the checks of keys {median['bulk_create'] / median['floor']:.2f}",
    )  # fmt: skip
    deleted, floor = _deletions(size_of(options).sets)
    bar = None if options.quick else 1.5  # of a short history the questions take longer than deleting it
    yield Line("history", "deleting a long history / one DELETE per table", deleted / floor, bar=bar,
               note=f"{deleted * 1000:.0f} ms")  # fmt: skip


def _deletions(sets: int) -> tuple[float, float]:
    """Seconds of the product's deletion and of the floor's, each of the same history written anew, in turn."""
    import import_trainai
    from world import write_history

    from accounts.models import User
    from portability.services import workouts_delete
    from sharing.scope import Scope

    owner = User.objects.create_user(GONE)
    ways = {
        "product": lambda: workouts_delete(scope=Scope.system(owner)),
        "floor": lambda: import_trainai.delete_floor(owner),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for seed in range(ROUNDS):
        for name, way in ways.items():
            write_history(owner.pk, sets, seed=seed, with_reps=True)
            times[name].append(import_trainai.seconds_of(way))
    owner.delete()
    return statistics.median(times["product"]), statistics.median(times["floor"])
