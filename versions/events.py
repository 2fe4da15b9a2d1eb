"""Who wants to know when another release runs. The composition root fills this; nothing here knows the other apps."""

from collections.abc import Callable

from versions.models import AppVersion

Listener = Callable[[AppVersion], object]
_listeners: list[Listener] = []


def on_current(listener: Listener) -> None:
    """Call ``listener`` with each release that becomes the current one, inside the transaction that makes it so."""
    _listeners.append(listener)


def became_current(version: AppVersion) -> None:
    """Tell everybody who wants to know."""
    for listener in _listeners:
        listener(version)
