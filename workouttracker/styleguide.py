"""The style guide: every part of the frame in every state, for whoever builds or judges a page."""

from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions_app.forms.fields import DecimalField, WholeNumberField

SIZES = ("13", "15", "17", "22", "30", "44")
SECTIONS = (
    ("type", "Type"),
    ("colours", "Colours"),
    ("icons", "Icons"),
    ("buttons", "Buttons"),
    ("chips", "Chips"),
    ("confirm", "Questions"),
    ("figures", "Figures"),
    ("progress", "Progress"),
    ("lists", "Lists"),
    ("tables", "Tables"),
    ("sets", "Sets"),
    ("forms", "Forms"),
    ("notes", "Notes"),
    ("empty", "Empty"),
)
COLOURS = {
    "Surfaces": ("bg", "surface", "raised", "raised-hover", "lifted", "inverse", "line", "line-strong"),
    "Text": ("ink", "ink-soft", "accent-text", "success", "danger", "warning", "info"),
    "Action and state": (
        "accent",
        "accent-hover",
        "accent-soft",
        "success-soft",
        "danger-soft",
        "warning-soft",
        "info-soft",
    ),
    "Charts": tuple(f"chart-{number}" for number in range(1, 9)),
    "Heat map": tuple(f"heat-{number}" for number in range(5)),
}


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name", max_length=40, help_text="What friends see.")
    weight = DecimalField(label="Weight", required=True, help_text="Comma and point both work.")
    reps = WholeNumberField(label="Reps", required=True, minimum=1, maximum=100)
    kind = forms.ChoiceField(label="Set type", choices=[("w", "Working"), ("u", "Warm-up"), ("d", "Drop set")])
    unit = forms.ChoiceField(
        label="Unit", choices=[("kg", "Kilograms"), ("lb", "Pounds")], widget=forms.RadioSelect, initial="kg"
    )
    muscles = forms.MultipleChoiceField(
        label="Muscles",
        choices=[("c", "Chest"), ("b", "Back"), ("l", "Legs")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    notes = forms.CharField(label="Notes", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="File", required=False, help_text="CSV, JSON or ZIP, up to 50 MB.")
    agree = forms.BooleanField(label="Include warm-up sets", required=False, help_text="They never make a record.")
    zone = forms.CharField(widget=forms.HiddenInput(attrs={"data-timezone": ""}), required=False)


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """For staff only; ``?toast=1`` also shows notices."""
    if not (request.user.is_authenticated and request.user.is_staff):
        raise PermissionDenied
    if "toast" in request.GET:
        messages.success(request, "80 kg × 8 saved.", extra_tags="undo:/more/")
        messages.info(request, "Your export is ready.")
    return render(request, "pages/style_guide.html", _samples())


def _samples() -> dict[str, object]:
    wrong = {"name": "", "weight": "eighty", "reps": "0", "kind": "x", "unit": "stone"}
    return {
        "sections": SECTIONS,
        "sizes": SIZES,
        "colours": [(title, [f"c-{name}" for name in names]) for title, names in COLOURS.items()],
        "icons": icon_names(),
        "form": SampleForm(auto_id="ok_%s"),
        "wrong_form": SampleForm(wrong, auto_id="wrong_%s"),
        "page": Paginator(range(431), 25).page(2),
        "segments": [("Week", "#week", True), ("Month", "#month", False), ("Year", "#year", False)],
        "crumbs": [("History", "#history"), ("Push A", "#push"), ("Bench Press", "")],
        "facts": [("Started", "Tue 3 Jun, 18:04"), ("Duration", "58 min"), ("Volume", "7,420 kg")],
        "mixed_reps": [SimpleNamespace(success=success) for success in (True,) * 5 + (False, True, False)],
        "problems": ["Row 14: “abc” is no weight.", "Row 20: no date."],
        "german": _GERMAN,
        "keep": _("Keep it"),
    }


_GERMAN = {
    "title": "Überkopfdrücken mit Kurzhanteln im Sitzen (Schrägbank, neutraler Griff)",
    "meta": "Donnerstag, 23. Oktober · Trainingsgesamtvolumen",
    "button": "Benachrichtigungseinstellungen zurücksetzen",
    "text": "Wiederholungsanzahlüberschreitung: Diese Datei enthält drei Zeilen, die sich nicht lesen lassen.",
}


def icon_names() -> list[str]:
    """The icons of the sprite, as static/icons.txt lists them; empty when the file is missing."""
    path = settings.BASE_DIR / "static" / "icons.txt"
    if not path.exists():
        return []
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]
