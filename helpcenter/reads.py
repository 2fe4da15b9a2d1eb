"""What the pages of the help show, read at once and in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from helpcenter.markdown import Heading, Rendered, plain_text, render
from helpcenter.models import Article, Category, Question, Term, Topic, Video
from helpcenter.models.content import language_now
from helpcenter.querysets import articles, categories, in_lists, neighbours, questions, related_to, terms, videos
from workouttracker.kit.text import name_key


@dataclass(slots=True)
class Branch:
    """A category with what lies in it."""

    category: Category
    articles: list[Article] = field(default_factory=list)
    branches: list["Branch"] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How many articles lie in it and below it."""
        return len(self.articles) + sum(branch.number for branch in self.branches)


@dataclass(frozen=True, slots=True)
class Explained:
    """A term as a text explains it."""

    slug: str
    term: str
    definition: str
    example: str
    also: list[str]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with everything around it. ``said_in``: the language of its text."""

    article: Article
    text: Rendered
    said_in: str
    is_translated: bool
    trail: list[Category]
    explained: list[Explained]
    related: list[Article]
    before: Article | None
    after: Article | None

    @property
    def contents(self) -> list[Heading]:
        """The table of contents; none for a short text."""
        found = [heading for heading in self.text.headings if heading.level == 2]
        return found if len(found) > 2 else []


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer."""

    question: Question
    answer: Rendered


@dataclass(frozen=True, slots=True)
class TopicPart:
    """The questions of a topic."""

    topic: Topic
    questions: list[Answered]


@dataclass(frozen=True, slots=True)
class Letter:
    """The terms that begin with it."""

    letter: str
    terms: list[Explained]


def category_tree() -> list[Branch]:
    """All categories that hold something, as a tree."""
    branches = {category.pk: Branch(category) for category in categories()}
    for article in in_lists(articles()):
        if article.category_id in branches:
            branches[article.category_id].articles.append(article)
    roots: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.category.parent_id or 0)
        (above.branches if above else roots).append(branch)
    for branch in branches.values():
        branch.branches = [each for each in branch.branches if each.number]
    return [branch for branch in roots if branch.number]


def branch_of(tree: Iterable[Branch], slug: str) -> Branch | None:
    """The branch of a category, wherever it hangs."""
    for branch in tree:
        found = branch if branch.category.slug == slug else branch_of(branch.branches, slug)
        if found:
            return found
    return None


def trail_of(category: Category) -> list[Category]:
    """The categories that it lies in, the outermost first, and itself."""
    trail, above = [category], category.parent
    while above is not None and above not in trail:
        trail.insert(0, above)
        above = above.parent
    return trail


def article_page(article: Article) -> ArticlePage:
    """Everything that the page of an article shows."""
    said_in = article.language_of("content")
    every = {term.slug: term for term in terms()}
    names = {name: slug for slug, term in every.items() for name in term.names(said_in)}
    text = render(article.in_language("content"), names)
    before, after = neighbours(article)
    return ArticlePage(
        article=article,
        text=text,
        said_in=said_in,
        is_translated=said_in == language_now(),
        trail=trail_of(article.category),
        explained=[explained(every[slug], said_in) for slug in text.terms],
        related=related_to(article),
        before=before,
        after=after,
    )


def explained(term: Term, language: str = "") -> Explained:
    """A term in a language (default: the reader's)."""
    name, *also = term.names(language)
    definition = plain_text(term.in_language("definition", language))
    return Explained(term.slug, name, definition, term.in_language("example", language), also)


def topic_parts() -> list[TopicPart]:
    """All questions by topic."""
    found = groupby(questions(), key=lambda question: question.topic)
    return [TopicPart(topic, [answered(question) for question in part]) for topic, part in found]


def answered(question: Question) -> Answered:
    """A question with its answer rendered."""
    return Answered(question, render(question.in_language("answer")))


def glossary() -> list[Letter]:
    """All terms from A to Z, by the reader's alphabet without accents."""
    every = sorted((explained(term) for term in terms()), key=lambda term: name_key(term.term))
    parts = groupby(every, key=lambda term: _letter(term.term))
    return [Letter(letter, list(part)) for letter, part in parts]


def _letter(term: str) -> str:
    first = name_key(term)[:1].upper()
    return first if first.isalpha() else "#"


def video_parts() -> list[tuple[Topic | None, list[Video]]]:
    """All videos by topic."""
    return [(topic, list(part)) for topic, part in groupby(videos(), key=lambda video: video.topic)]
