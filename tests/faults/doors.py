"""A way to a server that can be shut while the server lives: parts that share one Redis are broken one at a time."""

import socket
import threading
from contextlib import suppress
from types import TracebackType

LOOPBACK = "127.0.0.1"
PIECE = 65_536


class Door:
    """A port that leads to another one, while it is open. Shut, it refuses, and whoever was inside is thrown out."""

    def __init__(self, leads_to: int) -> None:
        self._leads_to = leads_to
        self._inside: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> "Door":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.shut()

    def shut(self) -> None:
        """Refuse everybody from now on."""
        _hang_up(self._listener)
        with self._lock:
            inside, self._inside = self._inside, set()
        for each in inside:
            _hang_up(each)

    def open(self) -> None:
        """Let everybody in again, at the same port."""
        self._listener = self._listen(self.port)

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server((LOOPBACK, port), backlog=128)
        threading.Thread(target=self._let_in, args=[listener], daemon=True).start()
        return listener

    def _let_in(self, listener: socket.socket) -> None:
        while True:
            try:
                guest, _address = listener.accept()
            except OSError:
                return  # shut
            try:
                host = socket.create_connection((LOOPBACK, self._leads_to), timeout=2)
            except OSError:
                guest.close()
                continue
            host.settimeout(None)
            with self._lock:
                self._inside |= {guest, host}
            for here, there in ((guest, host), (host, guest)):
                threading.Thread(target=self._carry, args=[here, there], daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while piece := here.recv(PIECE):
                there.sendall(piece)
        for each in (here, there):
            _hang_up(each)
        with self._lock:
            self._inside -= {here, there}


def _hang_up(link: socket.socket) -> None:
    with suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)
    link.close()
