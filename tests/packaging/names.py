"""A name server as small as can be: what Docker's own one answers to a proxy inside of a network."""

import socket
import struct
import threading
from contextlib import suppress


class Names:
    """Answers on loopback which addresses a name has; a test changes ``addresses``."""

    def __init__(self, addresses: dict[str, list[str]]) -> None:
        self.addresses = addresses
        self._link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._link.bind(("127.0.0.1", 0))
        self.port: int = self._link.getsockname()[1]
        threading.Thread(target=self._answer_all, daemon=True).start()

    def __enter__(self) -> "Names":
        return self

    def __exit__(self, *_details: object) -> None:
        with suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)  # says "not connected", and wakes who waits
        self._link.close()

    def _answer_all(self) -> None:
        while True:
            try:
                question, asker = self._link.recvfrom(512)
            except OSError:
                return
            if question:
                self._link.sendto(self._answer(question), asker)

    def _answer(self, question: bytes) -> bytes:
        """RFC 1035: the question again, and an A record of one second for each address."""
        words, place = [], 12
        while length := question[place]:
            words.append(question[place + 1 : place + 1 + length].decode())
            place += length + 1
        found = self.addresses.get(".".join(words), [])
        head = question[:2] + struct.pack(">HHHHH", 0x8180 if found else 0x8183, 1, len(found), 0, 0)
        records = b"".join(struct.pack(">HHHIH4s", 0xC00C, 1, 1, 1, 4, socket.inet_aton(each)) for each in found)
        return head + question[12 : place + 5] + records
