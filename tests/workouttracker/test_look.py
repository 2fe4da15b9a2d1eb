"""Templates and stylesheets keep the rules: nothing inline, no colours or sizes outside tokens.css."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "mail" not in path.parts]
STYLESHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
TOKENS = ROOT / "static" / "css" / "tokens.css"

_COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
_STYLE_ATTRIBUTE = re.compile(r"<[^>]*\sstyle\s*=")
_STYLE_ELEMENT = re.compile(r"<style\b")
_HANDLER = re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on(?:[:\-][\w:.-]+)?)\s*=")
_INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\ssrc=)")
_ELSEWHERE = re.compile(r"<(?:script|link|img|iframe|video|source|use)\b[^>]*\s(?:src|href)=[\"'](?:https?:)?//")
_TRIGGER_FILTER = re.compile(r"hx-trigger=\"[^\"]*\[")
_COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\("
    r"|\b(?:white|black|red|green|blue|orange|yellow|gr[ae]y|silver|purple|navy|teal|brown|pink)\b"
)
_SIZE = re.compile(r"(?<![\w.#-])\d*\.?\d+(?:px|rem|pt|cm|mm|in)\b")


def _source(path: Path) -> str:
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


def _declarations(path: Path) -> list[str]:
    """The values of all declarations, without comments and without the conditions of @media and @supports."""
    css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    values: list[str] = []
    for block in re.findall(r"{([^{}]*)}", css):
        for declaration in re.split(r";(?![^(]*\))", block):
            _name, colon, value = declaration.partition(":")
            if colon:
                values.append(re.sub(r"url\([^)]*\)|var\([^)]*\)|\"[^\"]*\"", "", value).strip())
    return values


def test_there_is_something_to_look_at() -> None:
    assert len(PAGES) > 30
    assert TOKENS in STYLESHEETS
    assert len(SCRIPTS) >= 8


@pytest.mark.parametrize(
    "pattern",
    [_STYLE_ATTRIBUTE, _STYLE_ELEMENT, _HANDLER, _INLINE_SCRIPT, _ELSEWHERE, _TRIGGER_FILTER],
    ids=["style=", "<style>", "on*=", "inline script", "another host", "trigger filter"],
)
def test_no_template_has_anything_the_policy_forbids(pattern: re.Pattern[str]) -> None:
    found = [f"{path.relative_to(ROOT)}: {hit}" for path in PAGES for hit in pattern.findall(_source(path))]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        (_STYLE_ATTRIBUTE, '<p class="a" style="x">'),
        (_STYLE_ELEMENT, "<style>"),
        (_HANDLER, '<button onclick="x">'),
        (_HANDLER, '<b hx-on:click="x">'),
        (_INLINE_SCRIPT, "<script type='module'>"),
        (_ELSEWHERE, '<img alt="" src="https://elsewhere.example.org/a.png">'),
        (_TRIGGER_FILTER, '<i hx-trigger="keyup[key==1]">'),
        (_COLOUR, "1px solid #fff"),
        (_COLOUR, "rgb(0 0 0)"),
        (_COLOUR, "white"),
        (_SIZE, "0 12px"),
        (_SIZE, "1.5rem"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], sample: str) -> None:
    assert pattern.search(sample)


@pytest.mark.parametrize("path", [path for path in STYLESHEETS if path != TOKENS], ids=lambda path: path.name)
def test_colours_and_sizes_stand_in_the_tokens_only(path: Path) -> None:
    values = _declarations(path)
    assert values, "an empty stylesheet is a request for nothing"
    assert [value for value in values if _COLOUR.search(value) or _SIZE.search(value)] == []


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(path: Path) -> None:
    known = set(re.findall(r"(--[\w-]+)\s*:", TOKENS.read_text(encoding="utf-8")))
    css = path.read_text(encoding="utf-8")
    known |= set(re.findall(r"(--[\w-]+)\s*:", css))
    assert set(re.findall(r"var\((--[\w-]+)", css)) - known == set()


def test_the_dark_set_is_the_same_for_the_system_and_for_the_saved_choice() -> None:
    css = TOKENS.read_text(encoding="utf-8")
    by_system = re.search(r':root:not\(\[data-theme="light"\]\) {(.*?)}', css, re.DOTALL)
    by_choice = re.search(r':root\[data-theme="dark"\] {(.*?)}', css, re.DOTALL)
    assert by_system is not None
    assert by_choice is not None
    assert by_system[1].split() == by_choice[1].split()
    light = re.search(r":root {(.*?)}", css, re.DOTALL)
    assert light is not None
    names = set(re.findall(r"(--[\w-]+):", by_choice[1]))
    assert names <= set(re.findall(r"(--[\w-]+):", light[1])), "every dark value has a light one"


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours (WCAG 2.2, definition of contrast ratio)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _set_of(theme: str) -> dict[str, str]:
    css = TOKENS.read_text(encoding="utf-8")
    selector = r":root {" if theme == "light" else r':root\[data-theme="dark"\] {'
    block = re.search(selector + r"(.*?)}", css, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--c-([\w-]+): (#[0-9a-f]{6});", block[1]))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        *[("ink", ground, 7) for ground in ("bg", "surface", "raised", "raised-hover")],
        *[("ink-soft", ground, 4.5) for ground in ("bg", "surface", "raised")],
        *[("accent-text", ground, 4.5) for ground in ("bg", "surface", "accent-soft")],
        *[("accent-on", ground, 4.5) for ground in ("accent", "accent-hover")],
        *[
            (kind, ground, 4.5)
            for kind in ("success", "danger", "warning", "info")
            for ground in ("surface", f"{kind}-soft")
        ],
        ("success-on", "success", 4.5),
        ("danger-on", "danger", 4.5),
        ("inverse-ink", "inverse", 7),
        ("inverse-accent", "inverse", 4.5),
        ("focus", "bg", 3),
        ("focus", "surface", 3),
        ("line-strong", "surface", 3),
        ("accent", "surface", 3),
    ],
)
def test_text_and_controls_are_seen_in_both_themes(theme: str, text: str, ground: str, least: float) -> None:
    colours = _set_of(theme)
    assert _contrast(colours[text], colours[ground]) >= least


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_stay_small_and_send_nothing_elsewhere(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 210
    assert not re.search(r"https?://|\beval\(|new Function|innerHTML|document\.write", source)


def test_every_icon_that_templates_name_is_in_the_sprite() -> None:
    listed = set((ROOT / "static" / "icons.txt").read_text(encoding="utf-8").split())
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r'{% icon "([\w-]+)"|\bicon="([\w-]+)"', _source(path))
        for name in name
        if name
    }
    assert len(named) > 20
    assert named - listed == set()
