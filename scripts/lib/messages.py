"""Message catalogues: <app>/locale/<language>/LC_MESSAGES/django.po, one per app and language.

    scripts/messages update     texts of the code into the catalogues; translations stay
    scripts/messages compile    .po to .mo
    scripts/messages check      fail when a text is missing, untranslated, doubtful, has other placeholders, or is
                                translated in two ways

An app's catalogue holds the texts of its Python files and of ``templates/<app>/``; all other templates belong to
``workouttracker``. A text that a second app already has is translated the same way by ``update``. Made with Babel, so
that no gettext binaries are needed; templates go through Django's own templatize.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("de",)
FRAME = "workouttracker"
APPS = (
    "accounts", "sessions_app", "calculator", "feedback", "helpcenter", "versions", "sharing", "portability", "jobs",
    "workouttracker",
)  # fmt: skip
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "mark": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdf%]|\{\w*\}")


def main() -> None:
    """Do what the argument says."""
    what = sys.argv[1] if len(sys.argv) == 2 else ""
    actions = {"update": update_catalogues, "compile": compile_catalogues, "check": check_catalogues}
    if what not in actions:
        sys.exit(__doc__)
    actions[what]()


def update_catalogues() -> None:
    """Bring the texts of the code into every catalogue."""
    templates = {app: _template(app) for app in APPS}
    for language in LANGUAGES:
        known = [_read(app, language) for app in APPS]
        for app, template in templates.items():
            catalogue = _read(app, language)
            catalogue.update(template, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            _adopt(catalogue, known)
            _write(app, language, catalogue)


def _adopt(catalogue: Catalog, known: list[Catalog]) -> None:
    """Take the translations that other catalogues have of texts that are new in this one."""
    for message in catalogue:
        if not message.id or _is_translated(message):
            continue
        found = (other.get(message.id, message.context) for other in known)
        message.string = next((each.string for each in found if each and _is_translated(each)), message.string)


def catalogue_files() -> list[Path]:
    """Every .po that exists."""
    return [place for app in APPS for language in LANGUAGES if (place := _place(app, language)).exists()]


def compile_catalogues() -> None:
    """Write the .mo beside every .po."""
    for app in APPS:
        for language in LANGUAGES:
            place = _place(app, language)
            if place.exists():
                with place.with_suffix(".mo").open("wb") as target:
                    write_mo(target, _read(app, language))


def check_catalogues() -> None:
    """Fail with a list of everything that is not right."""
    templates = {app: _template(app) for app in APPS}
    wrong = [line for language in LANGUAGES for app in APPS for line in _faults(app, language, templates[app])]
    wrong += [line for language in LANGUAGES for line in _contradictions(language)]
    if wrong:
        sys.exit("\n".join([*wrong, f"{len(wrong)} texts need work: scripts/messages update, then translate"]))
    print(f"{sum(map(len, templates.values()))} texts, all translated")


def _faults(app: str, language: str, template: Catalog) -> Iterator[str]:
    catalogue, where = _read(app, language), f"{app}, {language}"
    for message in template:
        if not message.id:
            continue
        found = catalogue.get(message.id, message.context)
        if found is None:
            yield f"{where}: missing: {message.id!r}"
        elif not _is_translated(found):
            yield f"{where}: not translated: {message.id!r}"
        elif found.fuzzy:
            yield f"{where}: doubtful: {message.id!r}"
        elif not _same_placeholders(found):
            yield f"{where}: other placeholders: {message.id!r}"
    known = {(str(message.id), message.context) for message in template}
    for message in catalogue:
        if message.id and (str(message.id), message.context) not in known:
            yield f"{where}: not used any more: {message.id!r}"


def _contradictions(language: str) -> Iterator[str]:
    """At run time all catalogues are one: the same text has one translation."""
    seen: dict[tuple[str, str | None], tuple[str, object]] = {}
    for app in APPS:
        for message in _read(app, language):
            first, string = seen.setdefault((str(message.id), message.context), (app, message.string))
            if message.id and string != message.string:
                yield f"{language}: translated in two ways by {first} and {app}: {message.id!r}"


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(texts)


def _same_placeholders(message: Message) -> bool:
    if isinstance(message.id, str):
        return _placeholders(message.id) == _placeholders(str(message.string))
    # Each plural form may leave the number out, but names no other placeholder than the original.
    allowed = set(_placeholders(" ".join(message.id)))
    return all(set(_placeholders(text)) <= allowed for text in message.string or ())


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _template(app: str) -> Catalog:
    """All texts of an app's code, without line numbers, so that moving code changes nothing."""
    catalogue = Catalog(project="WorkoutTracker", charset="utf-8")
    for file in _sources(app):
        content = file.read_text()
        if file.suffix in {".html", ".txt"}:
            content = _templatize(content, str(file.relative_to(ROOT)))
        stream = io.BytesIO(content.encode())
        for _line, text, _comments, context in extract("python", stream, KEYWORDS, ()):
            catalogue.add(text, context=context)
    return catalogue


def _templatize(content: str, name: str) -> str:
    import django
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    # Django's result keeps the template's indentation, which Python's tokenizer would not take.
    return "\n".join(line.lstrip() for line in templatize(content, origin=name).splitlines())


def _sources(app: str) -> Iterator[Path]:
    yield from (file for file in sorted((ROOT / app).rglob("*.py")) if "migrations" not in file.parts)
    others = set(APPS) - {FRAME}
    for file in sorted((ROOT / "templates").rglob("*")):
        folder = file.relative_to(ROOT / "templates").parts[0]
        if file.suffix in {".html", ".txt"} and (folder == app if folder in others else app == FRAME):
            yield file


def _place(app: str, language: str) -> Path:
    return ROOT / app / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(app: str, language: str) -> Catalog:
    place = _place(app, language)
    if not place.exists():
        return Catalog(locale=language, project="WorkoutTracker", charset="utf-8", fuzzy=False)
    with place.open("rb") as source:
        return read_po(source, locale=language)


def _write(app: str, language: str, catalogue: Catalog) -> None:
    place = _place(app, language)
    if not any(message.id for message in catalogue):
        place.unlink(missing_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    stream = io.BytesIO()
    write_po(stream, catalogue, width=120, no_location=True, omit_header=True, sort_output=True)
    plural = catalogue.plural_forms
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {plural}\\n"\n\n'
    )
    place.write_text(header + stream.getvalue().decode().rstrip() + "\n")


if __name__ == "__main__":
    main()
