"""Feedback: everybody's pages, and the dashboard."""

from accounts.models import User
from feedback.links import token_of
from feedback.models import Category, Change, Feedback, Reply, ReplyTemplate, Vote
from tests.safety.route import ATHLETES, EVERYBODY, MINE, STAFF, AdminModel, Route

SENT = {"kind": "bug", "subject": "The plus button", "message": "It does nothing"}
EDITED = {
    "kind": "feature",
    "priority": "3",
    "public_title": "Plus buttons",
    "public_response": "They come back",
    "is_published": "on",
}
NARROW = "?q=plus&status=open&kind=bug&priority=2&assignee=nobody&due=none&days=30&sort=priority"

ROUTES = [
    Route("feedback", get=EVERYBODY, looks=("?kind=bug&sort=newest", "?status=rejected")),
    Route(
        "feedback-new",
        get=EVERYBODY,
        post=EVERYBODY.then(302),
        data=SENT,
        looks=("?page=/log/&request=0123456789abcdef",),
    ),
    Route("feedback-mine", get=ATHLETES),
    Route("feedback-detail", ("{feedback}",), get=MINE, post=MINE.then(302), data={"text": "Still there"}),
    Route("feedback-follow", ("{follow}",), get=EVERYBODY, post=EVERYBODY.then(302), data={"text": "Still there"}),
    Route("feedback-published", ("{board_item}",), get=EVERYBODY),
    Route("feedback-vote", ("{board_item}",), post=ATHLETES.then(302), data={"wanted": "yes"}),
    Route("manage-feedback", get=STAFF, looks=(NARROW, "?spam=yes", "?q=nothing-like-this", "?priority=nonsense")),
    Route("manage-feedback-item", ("{feedback}",), get=STAFF, looks=("?template={reply_template}",)),
    Route("manage-feedback-edit", ("{feedback}",), post=STAFF.then(302), data=EDITED),
    Route("manage-feedback-answer", ("{feedback}",), post=STAFF.then(302), data={"text": "Thank you for telling us"}),
    Route("manage-feedback-status", ("{feedback}",), post=STAFF.then(302), data={"status": "in_progress"}),
    Route("manage-feedback-assign", ("{feedback}",), post=STAFF.then(302), data={"assignee": ""}),
    Route("manage-feedback-spam", ("{feedback}",), post=STAFF.then(302), data={"spam": "yes"}),
    Route("manage-feedback-bulk", post=STAFF.then(302), data={"item": "{feedback}", "do": "priority:3"}),
]

ADMIN = {
    "feedback.feedback": AdminModel("feedback", add=False, change=False),
    "feedback.category": AdminModel("feedback_category"),
    "feedback.replytemplate": AdminModel("reply_template"),
}


def rows(user: User) -> dict[str, object]:
    """Something sent and worked on, something published, something kept aside, something sent without an account."""
    category, _made = Category.objects.get_or_create(name="Gym")
    template, _made = ReplyTemplate.objects.get_or_create(name="Short", defaults={"text_en": "Hello there"})
    mine = Feedback.objects.create(
        sender=user, kind="bug", subject="Mine", message="Broken", assignee=user, page="/log/"
    )
    Reply.objects.create(feedback=mine, author=user, is_ours=False, text="And again")
    for field, old, new in (("assignee", "", str(user.pk)), ("priority", "2", "3"), ("due_on", "", "2026-12-01")):
        Change.objects.create(feedback=mine, actor=user, field=field, old=old, new=new)
    published = Feedback.objects.create(
        sender=user,
        kind="feature",
        subject="Wanted",
        message="Please",
        public_response="It is planned",
        is_published=True,
        published_at=mine.created_at,
    )
    Vote.objects.create(feedback=published, voter=user)
    Feedback.objects.create(kind="general", subject="Cheap", message="Buy", is_spam=True, spam_reason="links")
    follow = Feedback.objects.create(
        kind="question", subject="How", message="How so", email=f"nobody{user.pk}@example.org"
    )
    return {
        "feedback": mine.pk,
        "follow": token_of(follow),
        "board_item": published.pk,
        "feedback_category": category.pk,
        "reply_template": template.pk,
    }
