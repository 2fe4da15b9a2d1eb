"""The shape of a JSON text, piece by piece, before it is read by something that a strange one would kill.

The C library below ijson ends the whole process on 70 kB of ``[[[[`` and on a number of more than 4,300 digits (Python
refuses to make that an ``int``, which the library does not expect); the paths of its events grow with the depth. It
stumbles over an exponent that ``Decimal`` does not take.
"""

import re
from itertools import accumulate

MOST_DEPTH = 64
"""Our own files have nine levels."""
MOST_DIGITS = 100
"""Characters of a number."""
MOST_EXPONENT = 6
"""Digits of its exponent."""
END = "\0"
"""Stands behind a piece: what is left of it shows whether the piece ends within a string."""
STRINGS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?+\Z)', re.DOTALL)
"""Possessive: a string without end must not be tried again from each of its quotation marks."""
NO_BRACKETS = re.compile(r"[^\[\]{}]+")
LONG_NUMBER = re.compile(rf"[-+.0-9eE]{{{MOST_DIGITS + 1}}}|[eE][-+]?[0-9]{{{MOST_EXPONENT + 1}}}")
STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


class Shape:
    """Follows one text. ``deepest`` is the deepest place so far, ``has_long_number`` whether a number or its
    exponent is too long."""

    def __init__(self) -> None:
        self.deepest = 0
        self.has_long_number = False
        self._depth = 0
        self._string = self._tail = ""

    @property
    def is_strange(self) -> bool:
        """Whether nobody may read the text so far."""
        return self.deepest > MOST_DEPTH or self.has_long_number

    def take(self, piece: str) -> None:
        """Go on with the next piece of the text."""
        text = self._string + piece.replace(END, " ")
        outside = STRINGS.sub("", text + END)
        in_string = not outside.endswith(END)
        backslashes = len(text) - len(text.rstrip("\\"))
        self._string = '"' + "\\" * (backslashes % 2) if in_string else ""
        depths = list(accumulate(map(STEPS.__getitem__, NO_BRACKETS.sub("", outside)), initial=self._depth))
        self._depth, self.deepest = depths[-1], max(self.deepest, *depths)
        numbers = self._tail + outside.removesuffix(END)
        self.has_long_number = self.has_long_number or bool(LONG_NUMBER.search(numbers))
        self._tail = numbers[-MOST_DIGITS:]
