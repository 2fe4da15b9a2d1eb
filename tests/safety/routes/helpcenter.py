"""The help centre: reading and voting are everybody's, the dashboard is the staff's."""

from accounts.models import User
from helpcenter.models import ArticleDay, Category, EarlierText, Topic, Vote
from helpcenter.services.index import index_write
from tests.helpcenter.support import make_article, make_question, make_term, make_video
from tests.safety.route import EVERYBODY, STAFF, AdminModel, Route

WORD = "Kniebeuge"
"""One word is title, text and what is searched for: marked in a result it still is what is stored."""
VOTE = {"helped": "1", "comment": WORD}

ROUTES = [
    Route("help", get=EVERYBODY),
    Route("help-search", get=EVERYBODY, looks=(f"?q={WORD}", f"?q={WORD}&kind=article", "?q=zzzzzzzz", "?q=Kniebuege")),
    Route("help-suggest", get=EVERYBODY, looks=(f"?q={WORD}", "?q=zzzzzzzz")),
    Route("help-about", get=EVERYBODY, looks=("?page=today", "?page=nothing")),
    Route("help-questions", get=EVERYBODY),
    Route("help-question", ("{help_question_slug}",), get=EVERYBODY),
    Route("help-glossary", get=EVERYBODY),
    Route("help-term", ("{help_term_slug}",), get=EVERYBODY),
    Route("help-videos", get=EVERYBODY),
    Route("help-video", ("{help_video_slug}",), get=EVERYBODY, looks=("?play=1",)),
    Route("help-category", ("{help_category_slug}",), get=EVERYBODY),
    Route("help-article", ("{help_article_slug}",), get=EVERYBODY),
    Route("help-vote", ("{help_article_slug}",), post=EVERYBODY.then(302), data=VOTE),
    Route("manage-help", get=STAFF, looks=("?sort=helped", "?review=1")),
    Route("manage-help-ratings", get=STAFF, looks=("?comments=1",)),
    Route("manage-help-reviewed", ("{help_article}",), post=STAFF.then(302)),
    Route("manage-help-texts", ("article", "{help_article}"), get=STAFF),
    Route("manage-help-restore", ("{help_text}",), post=STAFF.then(302)),
    Route("manage-help-preview", post=STAFF, data={"_kind": "article", "title": WORD, "content": WORD}),
]

ADMIN = {
    "helpcenter.article": AdminModel("help_article"),
    "helpcenter.category": AdminModel("help_category"),
    "helpcenter.question": AdminModel("help_question"),
    "helpcenter.term": AdminModel("help_term"),
    "helpcenter.topic": AdminModel("help_topic"),
    "helpcenter.video": AdminModel("help_video"),
    "helpcenter.vote": AdminModel("help_vote", add=False, change=False),
}


def rows(user: User) -> dict[str, object]:
    """One of each, with a rating by the user and a text that they overwrote; each user has their own."""
    mine = str(user.pk)
    texts = {"title": WORD, "title_de": WORD, "summary": WORD, "content": WORD, "tags": WORD}
    category = Category.objects.create(slug=f"part-{mine}", name=WORD, description=WORD)
    topic = Topic.objects.create(slug=f"topic-{mine}", name=WORD)
    video = make_video(
        f"film-{mine}", title=WORD, summary=WORD, topic=topic, file="", url="https://vimeo.com/123456789"
    )
    article = make_article(f"squat-{mine}", category, video=video, is_featured=True, pages="today", **texts)
    make_article(f"other-{mine}", category, **texts)
    question = make_question(f"why-{mine}", question=WORD, answer=WORD, topic=topic)
    term = make_term(f"term-{mine}", term=WORD, definition=WORD, category=category)
    vote = Vote.objects.create(article=article, user=user, visitor=f"u{mine}", helped=True, comment=WORD)
    ArticleDay.objects.create(article=article, day="2026-11-01", views=3)
    text = EarlierText.objects.create(
        kind="article", object_id=article.pk, editor=user, why="edited", values={**texts, "content": "Hantel"}
    )
    for row in (article, question, term, video):
        index_write(row)
    return {
        "help_article": article.pk,
        "help_article_slug": article.slug,
        "help_category": category.pk,
        "help_category_slug": category.slug,
        "help_question": question.pk,
        "help_question_slug": question.slug,
        "help_term": term.pk,
        "help_term_slug": term.slug,
        "help_text": text.pk,
        "help_topic": topic.pk,
        "help_video": video.pk,
        "help_video_slug": video.slug,
        "help_vote": vote.pk,
    }
