"""Widgets drawn without a template: a page draws dozens of them, and Django's templates take 0.1 ms each."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.widgets import Input
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString


def _attributes(given: dict[str, Any]) -> SafeString:
    """`` key="value"`` for each of ``given``; True stands alone, False and None are left out."""
    parts = [
        f" {key}" if value is True else f' {key}="{conditional_escape(value)}"'
        for key, value in given.items()
        if value is not False and value is not None
    ]
    return SafeString("".join(parts))


class _Quick(Input):
    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        shown = self.format_value(value)
        given = {"type": self.input_type, "name": name, "value": None if shown == "" else shown}
        return SafeString(f"<input{_attributes(given | self.build_attrs(self.attrs, attrs))}>")


class QuickText(_Quick, forms.TextInput):
    """A line of text."""


class QuickHidden(_Quick, forms.HiddenInput):
    """A value that is only sent back."""


class QuickTextarea(forms.Textarea):
    """Several lines of text."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        given = {"name": name} | self.build_attrs(self.attrs, attrs)
        return format_html("<textarea{}>\n{}</textarea>", _attributes(given), self.format_value(value) or "")


class QuickSelect(forms.Select):
    """A choice; 400 exercises take 1 ms instead of 15."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = {str(part) for part in (value if isinstance(value, list) else [value]) if part is not None}
        given = {"name": name} | self.build_attrs(self.attrs, attrs)
        return format_html("<select{}>{}</select>", _attributes(given), _options(self.choices, chosen))


def _options(choices: Iterable[Any], chosen: set[str]) -> SafeString:
    drawn: list[str] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            drawn.append(format_html('<optgroup label="{}">{}</optgroup>', value, _options(label, chosen)))
            continue
        key = "" if value is None else str(value)
        selected = " selected" if key in chosen else ""
        drawn.append(f'<option value="{conditional_escape(key)}"{selected}>{conditional_escape(label)}</option>')
    return SafeString("".join(drawn))
