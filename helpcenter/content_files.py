"""The shipped content: Markdown with front matter below ``helpcenter/content/<language>/``, read into columns.

``articles/<slug>.md`` is one article; ``questions/<topic>.md`` holds the questions of a topic and ``glossary.md`` all
terms, each below a heading ``## Words {#slug}``. Front matter is TOML between lines of ``+++``. A translation has the
same file name in its own folder and says only what is language: order, category and the like stand in the English one.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "content"
ENGLISH = "en"
OTHERS = ("de",)
_HEADING = re.compile(r"^## +(?P<words>.+?) +\{#(?P<slug>[a-z0-9-]+)\}\s*$")
_LABEL = re.compile(r"^(?P<name>Also|Category|Example|Related|Tags): (?P<value>.+)$")


class ContentError(ValueError):
    """A file that can't be read, with its name and what was expected."""


@dataclass(slots=True)
class Piece:
    """One piece of content: ``columns`` by name, and what refers to other pieces by their slugs."""

    slug: str
    columns: dict[str, Any]
    belongs_to: str = ""
    related: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shipped:
    """Everything that ships, each kind in its order."""

    categories: list[Piece]
    topics: list[Piece]
    articles: list[Piece]
    questions: list[Piece]
    terms: list[Piece]
    videos: list[Piece]


def shipped_content(folder: Path = FOLDER) -> Shipped:
    """Read all of it. Raises ``ContentError``."""
    return Shipped(
        categories=list(_from_table(folder / "categories.toml", "category")),
        topics=list(_from_table(folder / "topics.toml", "topic")),
        articles=sorted(_articles(folder), key=lambda piece: (piece.columns["position"], piece.slug)),
        questions=list(_questions(folder)),
        terms=list(_terms(folder)),
        videos=list(_from_table(folder / "videos.toml", "video")),
    )


def front_matter(path: Path) -> tuple[dict[str, Any], str]:
    """The fields at the head of a file, and its text."""
    text = path.read_text(encoding="utf-8")
    parts = text.split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ContentError(f"{path}: expected fields between two lines of +++")
    try:
        return tomllib.loads(parts[1]), parts[2].strip()
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path}: {error}") from error


def _from_table(path: Path, name: str) -> Iterator[Piece]:
    if not path.exists():
        return
    for place, row in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get(name, ()), start=1):
        columns = {"position": place * 10, **row}
        slug = columns.pop("slug")
        yield Piece(slug, columns, belongs_to=str(columns.pop("in", "")))


def _articles(folder: Path) -> Iterator[Piece]:
    for path in sorted((folder / ENGLISH / "articles").glob("*.md")):
        fields, text = front_matter(path)
        try:
            major, minor = (int(part) for part in str(fields["version"]).split("."))
            columns = {
                "title": fields["title"],
                "summary": fields["summary"],
                "content": text,
                "tags": ", ".join(fields.get("tags", ())),
                "pages": " ".join(fields.get("pages", ())),
                "position": int(fields.get("order", 500)),
                "is_featured": bool(fields.get("featured", False)),
                "is_printable": bool(fields.get("printable", False)),
                "reviewed_major": major,
                "reviewed_minor": minor,
            }
            category = fields["category"]
        except (KeyError, ValueError) as error:
            raise ContentError(f"{path}: {error!r} is missing or can't be read") from error
        columns |= _article_in_other_languages(folder, path.name)
        yield Piece(path.stem, columns, belongs_to=category, related=list(fields.get("related", ())))


def _article_in_other_languages(folder: Path, name: str) -> dict[str, str]:
    columns = {}
    for language in OTHERS:
        path = folder / language / "articles" / name
        fields, text = front_matter(path) if path.exists() else ({}, "")
        columns[f"title_{language}"] = str(fields.get("title", ""))
        columns[f"summary_{language}"] = str(fields.get("summary", ""))
        columns[f"content_{language}"] = text
        columns[f"tags_{language}"] = ", ".join(fields.get("tags", ()))
    return columns


@dataclass(slots=True)
class _Entry:
    """What stands below one heading: text, and labelled lines."""

    slug: str
    words: str
    text: str
    labels: dict[str, str]


def _entries(path: Path) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if heading := _HEADING.match(line):
            if entry:
                yield entry
            entry = _Entry(heading["slug"], heading["words"], "", {})
        elif entry is None:
            if line.strip():
                raise ContentError(f"{path}: expected a heading like “## Words {{#address}}”, found “{line}”")
        elif label := _LABEL.match(line):
            entry.labels[label["name"]] = label["value"].strip()
        else:
            entry.text += f"{line}\n"
    if entry:
        yield entry


def _questions(folder: Path) -> Iterator[Piece]:
    for path in sorted((folder / ENGLISH / "questions").glob("*.md")):
        others = {
            code: {each.slug: each for each in _entries(folder / code / "questions" / path.name)} for code in OTHERS
        }
        for place, entry in enumerate(_entries(path), start=1):
            columns: dict[str, Any] = {"position": place * 10, **_question_columns(entry)}
            for code, translated in others.items():
                columns |= _question_columns(translated.get(entry.slug), f"_{code}")
            yield Piece(entry.slug, columns, belongs_to=path.stem)


def _question_columns(entry: _Entry | None, suffix: str = "") -> dict[str, str]:
    return {
        f"question{suffix}": entry.words if entry else "",
        f"answer{suffix}": entry.text.strip() if entry else "",
        f"tags{suffix}": entry.labels.get("Tags", "") if entry else "",
    }


def _terms(folder: Path) -> Iterator[Piece]:
    others = {code: {each.slug: each for each in _entries(folder / code / "glossary.md")} for code in OTHERS}
    for entry in _entries(folder / ENGLISH / "glossary.md"):
        columns: dict[str, Any] = _term_columns(entry)
        for code, translated in others.items():
            columns |= _term_columns(translated.get(entry.slug), f"_{code}")
        related = [slug for each in entry.labels.get("Related", "").split(",") if (slug := each.strip())]
        yield Piece(entry.slug, columns, belongs_to=entry.labels.get("Category", ""), related=related)


def _term_columns(entry: _Entry | None, suffix: str = "") -> dict[str, str]:
    return {
        f"term{suffix}": entry.words if entry else "",
        f"definition{suffix}": entry.text.strip() if entry else "",
        f"example{suffix}": entry.labels.get("Example", "") if entry else "",
        f"also{suffix}": entry.labels.get("Also", "") if entry else "",
    }
