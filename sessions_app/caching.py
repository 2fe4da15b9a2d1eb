"""Every cache key, how long it lives and what lies under it: finished parts of pages, as text.

A key names everything that the part depends on: the owner, what may be seen (areas, one session, the link), the
component, the code, the present versions of the owner's data and of the catalogue, days, unit, week,
language, page. So nothing has to be deleted: a write changes the version, and what lay under the old one falls out of
the cache by itself.

An entry lives ``REPORT_CACHE_SECONDS`` from its last use, at most ``REPORT_CACHE_MAX_SECONDS``. Values are JSON with a
format version; anything else counts as absent. A cache that is away, full or lying costs time, never a page.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.translation import get_language

from sessions_app.body_load import counts_body
from sessions_app.data_versions import data_versions
from sharing.scope import Scope

FORMAT = 1
"""The shape of an entry: ``{"f": FORMAT, "made": seconds, "until": seconds, "text": …}``."""
APP = Path(__file__).resolve().parent
TEMPLATES = APP.parent / "templates" / "sessions_app"
CODE = (
    *(
        APP / name
        for name in (
            *("display.py", "records.py", "estimates.py", "body_load.py", "quick_log.py", "reads.py"),
            *("calendar.py", "exercise_list.py"),
            *("views/reports.py", "views/cards.py"),
        )
    ),
    *sorted((APP / "reports").glob("*.py")),
    *(TEMPLATES / name for name in ("_reports.html", "_report_card.html", "_report_later.html", "_exercise_part.html")),
    *(TEMPLATES.parent / "components" / name for name in ("note.html", "empty.html", "button.html")),
    *sorted((APP / "locale").glob("*/LC_MESSAGES/django.mo")),
)
"""What the text of a part is made by: when one of these files changes, what was made before it is no longer shown."""
RENEWAL_SHARE = 10
"""An entry's life is prolonged at most every tenth of it: else every hit would be a write, too."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a page that is kept on its own. ``parts`` is what it depends on beside scope, data and language."""

    name: str
    parts: tuple[str, ...] = ()


@lru_cache
def code_version(files: tuple[Path, ...] = CODE) -> str:
    """A fingerprint of the code that makes the parts; read once per process. What lies elsewhere names its files."""
    digest = hashlib.blake2b(digest_size=8)
    for file in files:
        digest.update(file.read_bytes() if file.exists() else b"")
    return digest.hexdigest()


def keys_of(
    scope: Scope, components: Sequence[Component], versions: Mapping[str, str] | None = None
) -> dict[Component, str]:
    """The key of each component, by ``versions`` or else the present version of the data: one query for all."""
    if versions is None:
        versions = data_versions(scope)
    common = [
        FORMAT,
        code_version(),
        scope.owner_id,
        sorted(scope.areas),
        scope.can_write,
        scope.only_session,
        scope.share_id,
        counts_body(scope),
    ]
    seen = [*common, sorted(versions.items()), get_language()]
    begun = hashlib.blake2b(json.dumps(seen).encode(), digest_size=16)
    return {each: f"page:{scope.owner_id}:{each.name}:{_digest(begun, each)}" for each in components}


def _digest(begun: "hashlib.blake2b", component: Component) -> str:
    digest = begun.copy()
    digest.update(json.dumps(component.parts).encode())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """A finished part and when it was made, in seconds: of one that is put together of others, the oldest of them."""

    text: str
    at: float


Parts = Mapping[Component, str] | Mapping[Component, Made]


def kept(
    scope: Scope, components: Sequence[Component], make: Callable[[Sequence[Component]], Parts]
) -> dict[Component, str]:
    """The text of each component: from the cache, or made now (all missing ones in one call) and kept."""
    return {component: made.text for component, made in kept_since(scope, components, make).items()}


def kept_json(scope: Scope, component: Component, make: Callable[[], Any]) -> Any:
    """What ``make`` finds out, as it comes back from JSON (dates and numbers of columns as texts), kept until the data
    changes.
    """

    def made(_missing: Sequence[Component]) -> dict[Component, str]:
        return {component: json.dumps(make(), default=str)}

    return json.loads(kept(scope, [component], made)[component])


def kept_since(
    scope: Scope,
    components: Sequence[Component],
    make: Callable[[Sequence[Component]], Parts],
    versions: Mapping[str, str] | None = None,
) -> dict[Component, Made]:
    """The same with the moment in which each was made; what ``make`` leaves out is neither kept nor returned.

    ``versions`` (``data_versions``) are for who asked for them already.
    """
    now = time.time()
    if not settings.REPORT_CACHE_SECONDS:
        return _made(make(components), now)
    keys = keys_of(scope, components, versions)
    entries = {component: entry for component, entry in _read(keys).items() if _is_alive(entry, now)}
    missing = [component for component in components if component not in entries]
    found = {component: Made(entry["text"], entry["made"]) for component, entry in entries.items()}
    fresh: dict[str, dict[str, Any]] = {
        keys[component]: entry for component, entry in entries.items() if _is_due(entry, now)
    }
    if missing:
        made = _made(make(missing), now)
        found |= made
        fresh |= {keys[part]: {"f": FORMAT, "made": each.at, "text": each.text} for part, each in made.items()}
    _store(fresh, now)
    return found


def _made(parts: Parts, now: float) -> dict[Component, Made]:
    return {part: said if isinstance(said, Made) else Made(said, now) for part, said in parts.items()}


def _read(keys: Mapping[Component, str]) -> dict[Component, dict[str, Any]]:
    try:
        found = cache.get_many(keys.values()) or {}
    except ValueError:  # what lies there is no JSON: somebody else's, or broken
        return {}
    return {component: found[key] for component, key in keys.items() if isinstance(found.get(key), dict)}


def _is_alive(entry: Mapping[str, Any], now: float) -> bool:
    """Whether this is an entry of ours that may still be shown."""
    made, text = entry.get("made"), entry.get("text")
    if entry.get("f") != FORMAT or not isinstance(made, int | float) or not isinstance(text, str):
        return False
    return bool(now < made + settings.REPORT_CACHE_MAX_SECONDS)


def _is_due(entry: Mapping[str, Any], now: float) -> bool:
    """Whether its life should be prolonged."""
    left = entry.get("until", 0) - now
    return bool(left < settings.REPORT_CACHE_SECONDS * (1 - 1 / RENEWAL_SHARE))


def _store(entries: Mapping[str, dict[str, Any]], now: float) -> None:
    """Keep entries, those that end at the same moment in one go. Never inside a transaction: it might be undone."""
    if connection.in_atomic_block:
        return
    by_seconds: dict[int, dict[str, Any]] = {}
    for key, entry in entries.items():
        left = entry["made"] + settings.REPORT_CACHE_MAX_SECONDS - now
        seconds = int(min(settings.REPORT_CACHE_SECONDS, left))
        if seconds > 0 and len(entry["text"]) <= settings.REPORT_CACHE_ENTRY_KB * 1024:
            by_seconds.setdefault(seconds, {})[key] = {**entry, "until": now + seconds}
    for seconds, same in by_seconds.items():
        cache.set_many(same, seconds)
