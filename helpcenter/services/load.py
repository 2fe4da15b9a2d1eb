"""Loading the shipped help: again and again, without ever undoing what an admin changed.

As with the catalogue of exercises, each row remembers in ``shipped`` what it was shipped as: a column that still is as
shipped follows the new release, one that differs was edited and stays. What left the release goes, unless edited. What
is overwritten is kept as an earlier text.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from helpcenter.content_files import ContentError, Piece, shipped_content
from helpcenter.models import Article, Category, EarlierText, Question, Term, Topic, Video
from helpcenter.services.index import index_all
from helpcenter.services.texts import earlier_text_of


@dataclass(slots=True)
class Loaded:
    """What loading did: pieces created, changed, removed, and columns left alone because an admin edited them."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    kept_edits: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A model, its pieces, and the column that names what they belong to."""

    model: type[Any]
    pieces: list[Piece]
    owner: str = ""
    owner_model: type[Any] | None = None
    has_related: bool = False


def help_load() -> Loaded:
    """Bring categories, topics, articles, questions, terms and videos up to the release; idempotent.

    Raises ``ContentError`` for a file that can't be read; nothing is changed then.
    """
    content = shipped_content()
    loaded = Loaded()
    kinds = (
        _Kind(Category, content.categories, "parent", Category),
        _Kind(Topic, content.topics),
        _Kind(Video, content.videos, "topic", Topic),
        _Kind(Article, content.articles, "category", Category, has_related=True),
        _Kind(Question, content.questions, "topic", Topic),
        _Kind(Term, content.terms, "category", Category, has_related=True),
    )
    with transaction.atomic():
        for kind in kinds:
            _bring_up(kind, loaded)
        for kind in reversed(kinds):
            _remove_gone(kind, loaded)
        if loaded.created or loaded.updated or loaded.removed:
            index_all()
    return loaded


def _bring_up(kind: _Kind, loaded: Loaded) -> None:
    rows = {row.slug: row for row in kind.model.objects.all()}
    owners = _by_slug(kind.owner_model) if kind.owner_model else {}
    before: dict[str, dict[str, Any]] = {}
    for piece in kind.pieces:
        wanted = dict(piece.columns)
        if kind.owner and piece.belongs_to:
            if kind.owner_model is kind.model:  # those above stand before those that lie in them
                owners = _by_slug(kind.owner_model)
            wanted[f"{kind.owner}_id"] = _found(owners, piece)
        if "video" in wanted:
            wanted["video_id"] = Video.objects.get(slug=wanted.pop("video")).pk
        row = rows.get(piece.slug)
        before[piece.slug] = (row.shipped or {}) if row else {}
        rows[piece.slug] = _create(kind.model, piece, wanted, loaded) if row is None else _follow(row, wanted, loaded)
    if kind.has_related:
        _relate(kind, rows, before, loaded)


def _by_slug(model: type[Any]) -> dict[str, int]:
    return dict(model.objects.values_list("slug", "pk"))


def _found(owners: dict[str, int], piece: Piece) -> int:
    try:
        return owners[piece.belongs_to]
    except KeyError:
        raise ContentError(f"{piece.slug}: there is no “{piece.belongs_to}” that it could belong to") from None


def _create(model: type[Any], piece: Piece, wanted: dict[str, Any], loaded: Loaded) -> Any:
    loaded.created += 1
    return model.objects.create(slug=piece.slug, shipped=wanted, **wanted)


def _follow(row: Any, wanted: dict[str, Any], loaded: Loaded) -> Any:
    """Set every column that still is as it was shipped to what is shipped now."""
    before = row.shipped or {}
    changes = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    follow = {name: value for name, value in changes.items() if name in before and getattr(row, name) == before[name]}
    loaded.kept_edits += len(changes) - len(follow)
    related = {"related": before["related"]} if "related" in before else {}
    if follow or before != wanted | related:
        if set(follow) & set(row.kept_columns()):
            earlier_text_of(row, why=EarlierText.Why.RELEASED).save()
        for name, value in follow.items():
            setattr(row, name, value)
        row.shipped = wanted | related
        row.save()
        loaded.updated += bool(follow)
    return row


def _relate(kind: _Kind, rows: dict[str, Any], before: dict[str, dict[str, Any]], loaded: Loaded) -> None:
    """Related pieces: shipped ones, unless an admin chose others."""
    for piece in kind.pieces:
        row = rows[piece.slug]
        present = sorted(row.related.values_list("slug", flat=True))
        wanted = sorted(set(piece.related))
        shipped_before = before[piece.slug].get("related")
        if unknown := [slug for slug in wanted if slug not in rows]:
            raise ContentError(f"{piece.slug}: related to {', '.join(unknown)}, which there is none of")
        if present != wanted and present == (shipped_before or []):
            row.related.set([rows[slug] for slug in wanted])
            loaded.updated += shipped_before is not None
        elif present != wanted:
            loaded.kept_edits += 1
        if (row.shipped or {}).get("related") != wanted:
            row.shipped = {**(row.shipped or {}), "related": wanted}
            row.save(update_fields=["shipped"])


def _remove_gone(kind: _Kind, loaded: Loaded) -> None:
    """Shipped pieces that the release does not have any more, unless an admin edited them."""
    shipped = {piece.slug for piece in kind.pieces}
    for row in kind.model.objects.filter(shipped__isnull=False).exclude(slug__in=shipped):
        if _is_edited(row) or _is_needed(row):
            row.shipped = None
            row.save(update_fields=["shipped"])
        else:
            EarlierText.objects.filter(kind=row._meta.model_name, object_id=row.pk).delete()  # noqa: SLF001
            row.delete()
            loaded.removed += 1


def _is_edited(row: Any) -> bool:
    return any(getattr(row, name) != value for name, value in (row.shipped or {}).items() if name != "related")


def _is_needed(row: Any) -> bool:
    """Whether something of an admin's lies in it."""
    related: Iterable[Any] = (getattr(row, name) for name in ("articles", "questions") if hasattr(row, name))
    return any(each.exists() for each in related)
