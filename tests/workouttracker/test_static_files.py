"""Hashed names reach the imports of the ES modules, so that a browser never mixes two releases."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from workouttracker.static_files import StaticStorage, slimmed

_IMPORTED = re.compile(r'(?:from|import)\s*"([^"]+)"')
_AT_ONCE = re.compile(r'^(?:import|\} from|import .* from)\s*"([^"]+)"', re.MULTILINE)


def test_modules_import_each_other_by_hashed_names() -> None:
    assert isinstance(staticfiles_storage, StaticStorage)
    waiting, seen = [Path(settings.STATIC_ROOT) / staticfiles_storage.stored_name("js/app.js")], set()
    while waiting:
        module = waiting.pop()
        assert re.fullmatch(r"[\w-]+\.[0-9a-f]{12}\.js", module.name)
        seen.add(module.name.partition(".")[0])
        found = (module.parent / name for name in _IMPORTED.findall(module.read_text(encoding="utf-8")))
        waiting.extend(path for path in found if path.name.partition(".")[0] not in seen)
    assert seen >= {"app", "requests", "toast", "texts", "focus", "stepper"}


def loaded_by(*names: str) -> set[Path]:
    """The collected files of these scripts and of all that they load at once, as a browser gets them."""
    assert isinstance(staticfiles_storage, StaticStorage)
    waiting, seen = [Path(settings.STATIC_ROOT) / staticfiles_storage.stored_name(name) for name in names], set()
    while waiting:
        module = waiting.pop().resolve()
        if module not in seen:
            seen.add(module)
            waiting += [module.parent / name for name in _AT_ONCE.findall(module.read_text(encoding="utf-8"))]
    return seen


def test_the_quick_log_loads_less_than_forty_kilobytes_of_scripts() -> None:
    files = loaded_by("js/app.js", "js/sessions/running.js", "js/log/log.js", "vendor/htmx.min.js")
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in files}
    assert len(sizes) > 15
    assert sum(sizes.values()) < 40_000, sizes


def test_own_scripts_go_out_without_comments_and_indentation() -> None:
    assert slimmed("// Why\n/** What\n * it does */\nexport function go() {\n  call('http://x'); // now\n}\n") == (
        "export function go() {\ncall('http://x');\n}\n"
    )
    for script in sorted((settings.BASE_DIR / "static" / "js").rglob("*.js")):
        text = script.read_text(encoding="utf-8")
        assert all(line.count("`") % 2 == 0 for line in text.splitlines()), f"{script.name}: a text over several lines"
        assert not re.search(r"^\s*(//|/\*)", slimmed(text), re.MULTILINE)


def test_stylesheets_name_hashed_fonts() -> None:
    assert isinstance(staticfiles_storage, StaticStorage)
    css = (Path(settings.STATIC_ROOT) / staticfiles_storage.stored_name("css/tokens.css")).read_text(encoding="utf-8")
    fonts = re.findall(r'url\("([^"]+\.woff2)"\)', css)
    assert len(fonts) == 2
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2$", font) for font in fonts)
