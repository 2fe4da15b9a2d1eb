"""Message catalogues: workouttracker/locale/<language>/LC_MESSAGES/django.po.

    python scripts/messages.py update     texts of the code into the catalogues; translations stay
    python scripts/messages.py compile    .po to .mo
    python scripts/messages.py check      fail when a text is missing, untranslated, doubtful or has other placeholders

Made with Babel, so that no gettext binaries are needed; templates go through Django's own templatize.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "workouttracker" / "locale"
LANGUAGES = ("de",)
APPS = (
    "accounts", "sessions_app", "calculator", "feedback", "helpcenter", "versions", "sharing", "portability", "jobs",
    "workouttracker",
)  # fmt: skip
KEYWORDS: dict[str, object] = {
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
    template = _template()
    for language in LANGUAGES:
        catalogue = _read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _write(language, catalogue)


def compile_catalogues() -> None:
    """Write the .mo beside every .po."""
    for language in LANGUAGES:
        place = _place(language)
        with place.with_suffix(".mo").open("wb") as target:
            write_mo(target, _read(language))


def check_catalogues() -> None:
    """Fail with a list of everything that is not right."""
    template = _template()
    wrong = [line for language in LANGUAGES for line in _faults(language, template)]
    if wrong:
        sys.exit("\n".join([*wrong, f"{len(wrong)} texts need work: scripts/messages.py update, then translate"]))
    print(f"{len(template)} texts, all translated")


def _faults(language: str, template: Catalog) -> Iterator[str]:
    catalogue = _read(language)
    for message in template:
        if not message.id:
            continue
        found = catalogue.get(message.id, message.context)
        if found is None:
            yield f"{language}: missing: {message.id!r}"
        elif not _is_translated(found):
            yield f"{language}: not translated: {message.id!r}"
        elif found.fuzzy:
            yield f"{language}: doubtful: {message.id!r}"
        elif not _same_placeholders(found):
            yield f"{language}: other placeholders: {message.id!r}"
    known = {(str(message.id), message.context) for message in template}
    for message in catalogue:
        if message.id and (str(message.id), message.context) not in known:
            yield f"{language}: not used any more: {message.id!r}"


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(texts)


def _same_placeholders(message: Message) -> bool:
    if isinstance(message.id, str):
        return _placeholders(message.id) == _placeholders(str(message.string))
    # Each plural form may leave the number out, but names no other placeholder than the original.
    allowed = set(_placeholders(" ".join(message.id)))
    return all(set(_placeholders(text)) <= allowed for text in message.string)


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _template() -> Catalog:
    """All texts of the code, without line numbers, so that moving code changes nothing."""
    catalogue = Catalog(project="WorkoutTracker", charset="utf-8")
    for file in _sources():
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


def _sources() -> Iterator[Path]:
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file
    yield from sorted(file for kind in ("*.html", "*.txt") for file in (ROOT / "templates").rglob(kind))


def _place(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _read(language: str) -> Catalog:
    place = _place(language)
    if not place.exists():
        return Catalog(locale=language, project="WorkoutTracker", charset="utf-8", fuzzy=False)
    with place.open("rb") as source:
        return read_po(source, locale=language)


def _write(language: str, catalogue: Catalog) -> None:
    place = _place(language)
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
