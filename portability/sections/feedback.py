"""What the athlete told the people who run the site, with the answers; it stays out of imports."""

from collections.abc import Iterator

from feedback.models import Feedback
from portability.exports.source import Source
from portability.formats import schema


def feedback_write(source: Source) -> Iterator[schema.FeedbackSent]:
    """Everything that was sent from this account, newest first."""
    rows = Feedback.objects.owned_by(source.scope.require_owner()).prefetch_related("replies")
    for row in rows:
        replies = [
            schema.FeedbackReply(ours=each.is_ours, text=each.text, at=each.created_at) for each in row.replies.all()
        ]
        yield schema.FeedbackSent(
            kind=row.kind,
            subject=row.subject,
            message=row.message,
            status=row.status,
            response=row.public_response,
            sent_at=row.created_at,
            replies=replies,
        )
