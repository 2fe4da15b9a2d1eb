"""What can happen to feedback. Pages, admin and periodic work call these verbs."""

from feedback.services.board import vote_set
from feedback.services.care import contacts_purge, feedback_delete, feedback_forget, spam_purge
from feedback.services.sending import Sent, feedback_send
from feedback.services.talk import reply_by_sender, reply_by_team
from feedback.services.triage import (
    assignee_set,
    feedback_shipped,
    feedback_update,
    people_by_key,
    spam_mark,
    status_set,
    those_who_answer,
)

__all__ = [
    "Sent",
    "assignee_set",
    "contacts_purge",
    "feedback_delete",
    "feedback_forget",
    "feedback_send",
    "feedback_shipped",
    "feedback_update",
    "people_by_key",
    "reply_by_sender",
    "reply_by_team",
    "spam_mark",
    "spam_purge",
    "status_set",
    "those_who_answer",
    "vote_set",
]
