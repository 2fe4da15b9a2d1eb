"""Which content readers see: what is published. Pages, search and the dashboard reach rows only through here."""

from collections.abc import Iterable
from datetime import date, timedelta
from fnmatch import fnmatchcase

from django.conf import settings
from django.db.models import Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from helpcenter.models import Article, ArticleDay, Category, Content, EarlierText, Question, Term, Topic, Video, Vote


def categories() -> "QuerySet[Category]":
    """Those that have something to read or hold other ones, in order."""
    return Category.objects.filter(is_published=True)


def articles() -> "QuerySet[Article]":
    """Published ones by category and order; the long texts are left out of lists by ``in_lists``."""
    rows = Article.objects.filter(is_published=True, category__is_published=True).select_related("category")
    return rows.order_by("category__position", "category__pk", "position", "title")


def in_lists(rows: "QuerySet[Article]") -> "QuerySet[Article]":
    """Without the texts, which lists don't show."""
    return rows.defer("content", "content_de", "shipped")


def topics() -> "QuerySet[Topic]":
    return Topic.objects.filter(is_published=True)


def questions() -> "QuerySet[Question]":
    rows = Question.objects.filter(is_published=True, topic__is_published=True).select_related("topic")
    return rows.order_by("topic__position", "topic__pk", "position", "question")


def terms() -> "QuerySet[Term]":
    return Term.objects.filter(is_published=True).defer("shipped")


def videos() -> "QuerySet[Video]":
    return Video.objects.filter(is_published=True).select_related("topic").order_by("topic__position", "position")


def articles_about(page: str) -> list[Article]:
    """The articles that name ``page`` (the name of a view): those that name it exactly come first."""
    named = [(article, article.pages.split()) for article in in_lists(articles()).exclude(pages="")]
    exact = [article for article, patterns in named if page in patterns]
    others = [article for article, patterns in named if page not in patterns and _any_fits(page, patterns)]
    return [*exact, *others]


def _any_fits(page: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(page, pattern) for pattern in patterns)


def related_to(article: Article, most: int = 4) -> list[Article]:
    """The chosen ones; without any, those that share most tags, and then those beside it in its category."""
    chosen = list(in_lists(articles()).filter(pk__in=article.related.values("pk"))[:most])
    if chosen:
        return chosen
    mine = set(article.tag_list("en"))
    others = [each for each in in_lists(articles()) if each.pk != article.pk]
    near = [(len(mine & set(each.tag_list("en"))), each.category_id == article.category_id, each) for each in others]
    best = sorted((each for each in near if each[0] or each[1]), key=lambda each: (-each[0], not each[1]))
    return [each for _shared, _beside, each in best[:most]]


def neighbours(article: Article) -> tuple[Article | None, Article | None]:
    """The articles before and after it, in the order of the help centre."""
    keys = list(articles().values_list("pk", flat=True))
    if article.pk not in keys:
        return None, None
    at = keys.index(article.pk)
    around = {each.pk: each for each in in_lists(articles()).filter(pk__in=keys[max(0, at - 1) : at + 2])}
    before = around.get(keys[at - 1]) if at else None
    after = around.get(keys[at + 1]) if at + 1 < len(keys) else None
    return before, after


def release() -> tuple[int, int]:
    """Major and minor number of the release that runs."""
    major, minor = settings.APP_VERSION.partition("+")[0].split(".")[:2]
    return int(major), int(minor)


def needs_review() -> Q:
    """Articles that were last held against an earlier release."""
    major, minor = release()
    return Q(reviewed_major__lt=major) | Q(reviewed_major=major, reviewed_minor__lt=minor)


def rated(rows: "QuerySet[Article]") -> "QuerySet[Article]":
    """With ``helped``, ``helped_not`` and ``helped_share`` (0 to 1, NULL without votes)."""
    counted = rows.annotate(helped=_votes(helped=True), helped_not=_votes(helped=False))
    share = Cast(F("helped"), FloatField()) / NullIf(Cast(F("helped") + F("helped_not"), FloatField()), 0.0)
    return counted.annotate(helped_share=share)


def _votes(*, helped: bool) -> Coalesce:
    """How many ratings of an article say so: one look at an index, which holds both columns."""
    same = Vote.objects.filter(article=OuterRef("pk"), helped=helped).order_by().values("article")
    return Coalesce(Subquery(same.annotate(number=Count("*")).values("number")), 0)


def articles_for_staff() -> "QuerySet[Article]":
    """Every article, with its ratings."""
    return rated(in_lists(Article.objects.select_related("category")))


def votes_for_staff() -> "QuerySet[Vote]":
    return Vote.objects.select_related("article", "user").order_by("-modified_at", "-pk")


def ratings() -> dict[bool, int]:
    """How many ratings say that an article helped, and how many that it didn't."""
    return dict(Vote.objects.order_by().values_list("helped").annotate(number=Count("*")))


def views_since(day: date) -> int:
    """How many views of articles there were on ``day`` and after it."""
    return int(ArticleDay.objects.filter(day__gte=day).aggregate(sum=Sum("views"))["sum"] or 0)


def views_by_day(days: int = 30) -> list[tuple[date, int]]:
    """The views of each of the last days, today the last."""
    first = timezone.now().date() - timedelta(days=days - 1)
    sums = ArticleDay.objects.filter(day__gte=first).values("day").annotate(sum=Sum("views")).order_by("day")
    counted = {row["day"]: int(row["sum"]) for row in sums}
    return [(day, counted.get(day, 0)) for day in (first + timedelta(days=n) for n in range(days))]


def earlier_texts(kind: str, pk: int) -> "QuerySet[EarlierText]":
    """What a piece of content said before, the latest first."""
    return EarlierText.objects.filter(kind=kind, object_id=pk).select_related("editor")


def vote_of(article: Article, visitor: str) -> Vote | None:
    """What this visitor said about it."""
    return Vote.objects.filter(article=article, visitor=visitor).first() if visitor else None


def piece(model: "type[Content]", pk: int) -> "Content | None":
    """One piece of content, published or not: for staff."""
    found: Content | None = model._default_manager.filter(pk=pk).first()  # noqa: SLF001
    return found


def earlier_text(pk: int) -> "EarlierText | None":
    return EarlierText.objects.filter(pk=pk).first()
