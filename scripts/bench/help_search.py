"""How fast the help is searched, at 1,000 articles, on PostgreSQL and on SQLite.

    .venv/bin/python scripts/bench/help_search.py [--rounds 15] [--sqlite]

The shipped help filled up to 1,000 articles with texts of its own words. Prints for each thing typed the median, the
quickest and the slowest milliseconds of a search with excerpts, and the median of a suggestion. Exit code 1 when a
median is above 50 ms.
"""

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent))

from world import Size, world

ARTICLES = 1_000
MOST_MS = 50
SMALL = Size(sets=200, others=1, sets_of_others=200)
TYPED = (
    *("rest timer", "squating", "1rm", "how do i delete my data", "strong import", "pasword reset", "set"),
    *("set rep weight", "imprt dupplicates", "w", "xyzzy", "working set of the session in the quick log"),
)
"""One word and many, common and rare ones, slips of the finger, nothing at all."""


def main() -> int:
    options = _options()
    with world(SMALL, sqlite=options.sqlite):
        _fill_up()
        slow = [text for text in TYPED if _measure(text, options.rounds) > MOST_MS]
    return 1 if slow else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sqlite", action="store_true", help="on a SQLite file instead of a PostgreSQL of its own")
    return parser.parse_args()


def _fill_up() -> None:
    """Bring the help to ``ARTICLES``: paragraphs of the shipped ones, shuffled the same way every time."""
    from django.db import connection

    from helpcenter.models import Article, Category, SearchDocument, SearchWord
    from helpcenter.services.index import index_all
    from helpcenter.services.load import help_load

    help_load()
    shipped = list(Article.objects.all())
    paragraphs = [part for article in shipped for part in article.content.split("\n\n")]
    words = sorted({word for article in shipped for word in article.title.split()})
    chance, category = random.Random(7), Category.objects.first()  # noqa: S311 - invented texts
    Article.objects.bulk_create(
        Article(
            slug=f"more-{number}",
            title=" ".join(chance.sample(words, 4)),
            summary=chance.choice(paragraphs)[:200],
            content="\n\n".join([*chance.sample(paragraphs, 12), f"Unique{number} words{number % 400}."]),
            category=category,
        )
        for number in range(ARTICLES - len(shipped))
    )
    index_all()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"{SearchDocument.objects.count()} documents, {SearchWord.objects.count()} words, {connection.vendor}")


def _measure(text: str, rounds: int) -> float:
    from helpcenter.search.find import help_search

    def searched() -> object:
        return help_search(text, language="en", limit=20)

    def suggested() -> object:
        return help_search(text, language="en", limit=6, excerpts=False)

    searched()
    whole = [_milliseconds(searched) for _each in range(rounds)]
    short = [_milliseconds(suggested) for _each in range(rounds)]
    times = f"{median(whole):6.1f} ms ({min(whole):.1f} to {max(whole):.1f}); suggestion {median(short):6.1f} ms"
    print(f"{times}; {help_search(text, language='en').total:3} for “{text}”", flush=True)
    return median(whole)


def _milliseconds(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return 1000 * (perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main())
