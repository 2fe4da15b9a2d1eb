"""One POST to a foreign address, where nothing of ours can be reached by it.

The name is looked up once, every answer of the name server is judged, and the connection goes to a judged address
itself: what the name means a moment later (DNS rebinding) does not matter. Redirects are not followed. Everything
together has to be over in ``seconds``, of the answer only the beginning is read, and no proxy of the environment is
used.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from portability.hooks.addresses import USUAL_PORTS, address_allowed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

READ_BYTES = 4096
"""So much of an answer is read and kept."""


class WireError(Exception):
    """It could not be sent, or nothing came back; ``code`` says why: refused, no_address, unreachable, tls, late,
    broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: the beginning of it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, allow_private: bool, trust: str = ""
) -> Answered:
    """Send ``body``. Raises ``WireError``. ``trust``: a file of certificates to believe instead of the system's."""
    deadline = time.monotonic() + seconds
    parts = urlsplit(url)
    connection = _Pinned(parts, deadline, allow_private=allow_private, trust=trust)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body=body, headers={**headers, "Connection": "close"})
        with connection.getresponse() as response:
            return Answered(response.status, dict(response.getheaders()), response.read(READ_BYTES))
    except TimeoutError as error:
        raise WireError("late") from error
    except ssl.SSLError as error:
        raise WireError("tls") from error
    except OSError as error:
        raise WireError("unreachable") from error
    except (http.client.HTTPException, ValueError) as error:
        raise WireError("broken") from error
    finally:
        connection.close()


def addresses_of(host: str, port: int, *, allow_private: bool) -> list[tuple[int, Any]]:
    """Family and socket address of ``host``, all of them allowed. Raises ``WireError``.

    One that is not allowed makes the whole name suspicious.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise WireError("no_address") from error
    places: list[tuple[int, Any]] = [(family, place) for family, _kind, _proto, _name, place in found]
    if not places:
        raise WireError("no_address")
    if not all(address_allowed(str(place[0]), allow_private=allow_private) for _family, place in places):
        raise WireError("refused")
    return places


class _Pinned(http.client.HTTPConnection):
    """A connection to a judged address; certificate and Host header are those of the name."""

    def __init__(self, parts: SplitResult, deadline: float, *, allow_private: bool, trust: str) -> None:
        self.name = parts.hostname or ""
        super().__init__(self.name, parts.port or USUAL_PORTS[parts.scheme])
        self.default_port = USUAL_PORTS[parts.scheme]  # which the Host header leaves out
        self._deadline, self._allow_private = deadline, allow_private
        self._tls = _context(trust) if parts.scheme == "https" else None

    def connect(self) -> None:
        """Look the name up, judge, connect."""
        places = addresses_of(self.name, self.port, allow_private=self._allow_private)
        raw = self._reach(places)
        try:
            if self._tls is not None:
                raw.settimeout(_left(self._deadline))
                raw = self._tls.wrap_socket(raw, server_hostname=self.name)
        except BaseException:
            raw.close()
            raise
        self.sock: Any = _Timed(raw, self._deadline)

    def _reach(self, places: list[tuple[int, Any]]) -> socket.socket:
        """A socket to the first address that answers."""
        last: OSError | None = None
        for number, (family, place) in enumerate(places):
            raw = socket.socket(family, socket.SOCK_STREAM)
            try:
                raw.settimeout(_left(self._deadline) / (len(places) - number))
                raw.connect(place)
            except OSError as error:
                raw.close()
                last = error
            else:
                return raw
        raise last or TimeoutError


@cache
def _context(trust: str) -> ssl.SSLContext:
    """Reading the system's certificates takes longer than a handshake."""
    return ssl.create_default_context(cafile=trust or None)


class _Timed:
    """A socket of which every use ends at the deadline: one that sends a byte now and then is late, too."""

    def __init__(self, raw: socket.socket, deadline: float) -> None:
        self._raw, self._deadline = raw, deadline

    def sendall(self, data: bytes) -> None:
        self._raw.settimeout(_left(self._deadline))
        self._raw.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._raw, self._deadline))

    def close(self) -> None:
        self._raw.close()


class _Reader(io.RawIOBase):
    """What is read from the socket; it keeps it open, for the connection lets go of it before the body is there."""

    def __init__(self, raw: socket.socket, deadline: float) -> None:
        super().__init__()
        self._raw, self._deadline = raw, deadline
        self._file = raw.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        self._raw.settimeout(_left(self._deadline))
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
