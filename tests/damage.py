"""Files damaged at random: bytes, rows, cells, the whole; as they come from bad disks, editors and people.

Each kind of damage takes a file and a source of chance and gives another file. The same number gives the same file.
"""

import random
import re
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]

NONSENSE = (
    *("", " ", "-1", "0", "00", "1e9", "1E400", "-0", "NaN", "inf", "99999999999999999999", "0x1F", "1,5", "1.234,5"),
    *("1:2:3:4", "25:61", "2025-02-30", "0000-00-00", "9999-12-31 23:59:59", "31/12/99", "1.1.1", "\u0663", "\u2212"),
    *("💪", "a\u0301", "\u202e", "\x00", "\x1a", "'", '"', '""', "=1+1", "(", "[[[[", "{}", "null", "true", "\ufeff"),
    *("kg", "lbs", "W", "x" * 300, "é" * 11_000, ",;\t|", "\n", "\r", "\r\n\r\n", "\u2028", "\u0085"),
)
CUTS = re.compile(rb"[,;\t|\n:{}\[\]]")


def damaged(data: bytes, others: list[bytes], number: int) -> bytes:
    """``data`` with one to six kinds of damage, drawn by ``number``; ``others`` are files to mix in."""
    chance = random.Random(number)
    for _ in range(chance.randint(1, 6)):
        data = chance.choice(DAMAGES)(data, chance) if chance.random() < 0.95 else _mixed(data, others, chance)
        data = data[:MOST_BYTES]
    return data


MOST_BYTES = 1_000_000


def _span(data: bytes, chance: random.Random, most: int = 40) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, most))


def _bytes(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance, 4)
    return data[:start] + chance.randbytes(chance.randint(0, 4)) + data[end:]


def _gone(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance, chance.choice((1, 20, 400)))
    return data[:start] + data[end:]


def _twice(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance, chance.choice((20, 400)))
    times = chance.choice((1, 1, 1, 3, 200))
    return data[:end] + data[start:end] * times + data[end:]


def _cell(data: bytes, chance: random.Random) -> bytes:
    """Something else between two marks."""
    marks = [found.start() for found in CUTS.finditer(data)]
    if len(marks) < 2:
        return data + chance.choice(NONSENSE).encode("utf-8", "surrogatepass")
    place = chance.randrange(len(marks) - 1)
    word = chance.choice(NONSENSE).encode()
    quoted = b'"' + word + b'"' if chance.random() < 0.3 else word
    return data[: marks[place] + 1] + quoted + data[marks[place + 1] :]


def _digit(data: bytes, chance: random.Random) -> bytes:
    """A digit more, fewer or another one: what stays readable and means something else."""
    places = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return data
    place = chance.choice(places)
    return data[:place] + chance.choice((b"", b"%d" % chance.randint(0, 9), b"99999")) + data[place + 1 :]


def _lines(data: bytes, chance: random.Random) -> bytes:
    """Lines in another order, fewer or more of them."""
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(4)
    if kind == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == 1:
        del lines[one]
    elif kind == 2:
        lines.insert(other, lines[one])
    else:
        lines = lines[:one] + lines[other:]
    return b"\n".join(lines)


def _cut(data: bytes, chance: random.Random) -> bytes:
    place = chance.randint(0, len(data))
    return data[:place] if chance.random() < 0.7 else data[place:]


def _coded(data: bytes, chance: random.Random) -> bytes:
    """The same text in another code, or in the wrong one."""
    text = data.decode(chance.choice(("utf-8", "latin-1")), "replace")
    return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "latin-1")), "replace")


def _marks(data: bytes, chance: random.Random) -> bytes:
    """Another mark between cells or lines."""
    before = chance.choice((b",", b";", b"\n", b"\r\n", b'"', b"\t", b"."))
    return data.replace(before, chance.choice((b",", b";", b"\t", b"|", b"\r", b"\r\n", b"", b'""')))


def _long(data: bytes, chance: random.Random) -> bytes:
    """Far too much of something."""
    place = chance.randint(0, len(data))
    piece = chance.choice((b"x", b",", b'"', b"\n", b"[", b"{", b'{"a":', b"9", b" ", b"\x00"))
    return data[:place] + piece * chance.choice((1_000, 70_000)) + data[place:]


def _mixed(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """A piece of somebody else's file in the middle."""
    other, place = chance.choice(others), chance.randint(0, len(data))
    start, end = _span(other, chance, 2_000)
    return data[:place] + other[start:end] + data[place:]


DAMAGES: tuple[Damage, ...] = (_bytes, _gone, _twice, _cell, _cell, _cell, _digit, _digit, _lines, _cut, _coded, _marks,
                               _long)  # fmt: skip
