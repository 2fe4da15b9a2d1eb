"""One action for many items: what can't be done for one of them is said and done for the others."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from feedback.models import Category, Feedback
from feedback.services import feedback_delete, feedback_update, spam_mark


@dataclass(frozen=True, slots=True)
class Done:
    """How many were done, and why others were not."""

    number: int
    refused: list[str]


@transaction.atomic
def bulk_do(*, keys: list[int], do: str, actor: User, people: list[User], categories: list[Category]) -> Done:
    """``do`` is one of ``BulkForm``'s actions; ``people`` and ``categories`` are those that it offered."""
    action, _colon, value = do.partition(":")
    if action == "delete":
        return Done(feedback_delete(keys=keys), [])
    offered: dict[str, list[Any]] = {"assignee": list(people), "category": list(categories)}
    number, refused = 0, []
    for feedback in Feedback.objects.for_staff().filter(pk__in=keys):
        try:
            if action == "spam":
                spam_mark(feedback=feedback, actor=actor, is_spam=value == "yes")
            else:
                chosen = _chosen(offered[action], value) if action in offered else value
                chosen = int(chosen) if action == "priority" else chosen
                feedback_update(feedback=feedback, actor=actor, **{action: chosen})
        except ValidationError as error:
            refused.append(f"{feedback.subject}: {' '.join(error.messages)}")
        else:
            number += 1
    return Done(number, refused)


def _chosen(rows: list[Any], key: str) -> Any:
    return next((row for row in rows if str(row.pk) == key), None)
