"""Hashed names reach the imports of the ES modules, so that a browser never mixes two releases."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from workouttracker.static_files import StaticStorage

_IMPORTED = re.compile(r'(?:from|import)\s*"([^"]+)"')


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


def test_stylesheets_name_hashed_fonts() -> None:
    assert isinstance(staticfiles_storage, StaticStorage)
    css = (Path(settings.STATIC_ROOT) / staticfiles_storage.stored_name("css/tokens.css")).read_text(encoding="utf-8")
    fonts = re.findall(r'url\("([^"]+\.woff2)"\)', css)
    assert len(fonts) == 2
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2$", font) for font in fonts)
