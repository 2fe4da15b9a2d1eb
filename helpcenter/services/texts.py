"""Changing content: what it said before is kept, search knows what it says now."""

from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from helpcenter.models import Article, Content, EarlierText
from helpcenter.models.content import KINDS, kind_of
from helpcenter.services.index import index_forget, index_write

KEEP = 50
"""How many earlier texts of one piece are kept."""


def release_now() -> tuple[int, int]:
    """Major and minor number of the release that runs."""
    major, minor = settings.APP_VERSION.partition("+")[0].split(".")[:2]
    return int(major), int(minor)


def earlier_text_of(row: Content, *, why: str, editor: User | None = None) -> EarlierText:
    """The row's present text, to be kept; not saved yet."""
    values = {name: getattr(row, name) for name in row.kept_columns()}
    return EarlierText(kind=kind_of(row), object_id=row.pk, values=values, editor=editor, why=why)


@transaction.atomic
def content_save(*, row: Content, editor: User | None, why: str = EarlierText.Why.EDITED) -> Content:
    """Write what somebody edited. An article's text that changed counts as held against this release."""
    stored: Any = type(row)._default_manager.select_for_update().filter(pk=row.pk).first() if row.pk else None  # noqa: SLF001
    changed = {name for name in row.kept_columns() if stored and getattr(stored, name) != getattr(row, name)}
    if isinstance(row, Article) and (stored is None or changed & set(row.text_columns())):
        row.reviewed_major, row.reviewed_minor = release_now()
    if stored and changed:
        earlier_text_of(stored, why=why, editor=editor).save()
        _forget_oldest(row)
    row.save()
    index_write(row)
    return row


def text_restore(*, earlier: EarlierText, editor: User) -> Content:
    """Bring back an earlier text; the present one is kept as well. Raises ``LookupError`` when its piece is gone."""
    with transaction.atomic():
        row = KINDS[earlier.kind].objects.filter(pk=earlier.object_id).first()
        if row is None:
            raise LookupError(earlier.kind)
        for name in row.kept_columns():
            if name in earlier.values and not name.startswith("reviewed_"):
                setattr(row, name, earlier.values[name])
        row.full_clean(exclude=["slug"])
        saved: Content = content_save(row=row, editor=editor, why=EarlierText.Why.RESTORED)
        return saved


def content_delete(*, row: Content) -> None:
    """Delete an admin's own piece with its earlier texts. What is shipped would come back: it can be hidden instead."""
    with transaction.atomic():
        EarlierText.objects.filter(kind=kind_of(row), object_id=row.pk).delete()
        index_forget(row)
        row.delete()


def article_reviewed(*, article: Article) -> None:
    """It was read and is true of the release that runs."""
    major, minor = release_now()
    Article.objects.filter(pk=article.pk).update(reviewed_major=major, reviewed_minor=minor)


def _forget_oldest(row: Content) -> None:
    texts = EarlierText.objects.filter(kind=kind_of(row), object_id=row.pk)
    EarlierText.objects.filter(pk__in=list(texts.values_list("pk", flat=True)[KEEP:])).delete()
