"""Template tags of the frame and the components."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from workouttracker.kit.text import percent_sign

register = template.Library()

UNDO_TAG = "undo:"


@dataclass(frozen=True, slots=True)
class Toast:
    """What components/toast.html shows."""

    text: str
    kind: str = ""
    undo_url: str = ""


@dataclass(frozen=True, slots=True)
class RepMarks:
    """The reps of one set in order: ``True`` is a done rep, ``False`` a failed one."""

    each: tuple[bool, ...]

    @property
    def total(self) -> int:
        return len(self.each)

    @property
    def done(self) -> int:
        return sum(self.each)

    @property
    def failed(self) -> int:
        return self.total - self.done


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, css: str = "") -> SafeString:
    """``{% icon "trash3" %}``: an icon of the sprite, for eyes only; the words stand beside it.

    A page has some forty of them, and each is the same every time: kept, as making them is a twentieth of a page.
    """
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def csrf_field(context: template.Context) -> str:
    """``{% csrf_token %}`` for components: an ``include … only`` hands the request on, but not ``csrf_token``."""
    request = getattr(context, "request", None)
    if request is None:
        return ""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))


@register.simple_tag
def toast_of(message: Message) -> Toast:
    """A message of Django's as a toast; ``extra_tags="undo:<address>"`` offers to undo."""
    extra = message.extra_tags or ""
    undo = next((word.removeprefix(UNDO_TAG) for word in extra.split() if word.startswith(UNDO_TAG)), "")
    kind = message.level_tag if message.level_tag in {"success", "error"} else ""
    return Toast(str(message.message), kind, undo)


@register.simple_tag
def rep_marks(reps: Iterable[object] | None = None, done: int | str = 0, failed: int | str = 0) -> RepMarks:
    """Marks from rep rows (anything with ``success``), or from numbers: the failed ones come last."""
    if reps:
        return RepMarks(tuple(bool(getattr(rep, "success", rep)) for rep in reps))
    return RepMarks((True,) * int(done or 0) + (False,) * int(failed or 0))


@register.simple_tag
def field_kind(field: BoundField) -> str:
    """Which look a field gets: tick, choices, number, file or text."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.FileInput):
        return "file"
    if widget.attrs.get("inputmode") in {"decimal", "numeric"}:
        return "number"
    return "text"


@register.filter
def percent(value: int | str) -> str:
    """``45%`` or ``45 %``: a whole number, or one that is in the reader's marks already."""
    return f"{value}{percent_sign(get_language() or 'en')}"


@register.filter
def wrong_fields(form: BaseForm) -> list[BoundField]:
    """The visible fields with errors, in the form's order."""
    return [field for field in form.visible_fields() if field.errors]


@register.filter
def first_input_id(field: BoundField) -> str:
    """The id a link to ``field`` leads to; a group of choices has one id per choice."""
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id
