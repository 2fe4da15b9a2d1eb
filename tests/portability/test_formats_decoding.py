"""From bytes to lines: encodings, what is refused, and bounded memory."""

import io
import random
import tracemalloc
from collections.abc import Iterator

import pytest

from portability.formats.decoding import CHUNK, MAX_LINE_CHARS, TextLines
from portability.formats.problems import UnreadableFileError

TEXT = "Exercise,Reps\nÜberzüge,8\nCurl,9\n"


class Dripping:
    """A stream that gives seven bytes at a time, as a socket may."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int, /) -> bytes:
        return self._data.read(min(size, 7))


class Repeated:
    """A stream of one block of bytes, many times over, that never exists as a whole."""

    def __init__(self, block: bytes, times: int) -> None:
        self._blocks: Iterator[bytes] = iter([block] * times)
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while len(self._rest) < size and (block := next(self._blocks, b"")):
            self._rest += block
        part, self._rest = self._rest[:size], self._rest[size:]
        return part


def decoded(data: bytes) -> tuple[str, str]:
    lines = TextLines(io.BytesIO(data))
    text = "".join(lines)
    return text, lines.encoding


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param(TEXT.encode(), "utf-8", id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), "utf-8", id="UTF-8 with mark"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le", id="UTF-16 LE with mark"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be", id="UTF-16 BE with mark"),
        pytest.param(TEXT.encode("utf-16-le"), "utf-16-le", id="UTF-16 LE"),
        pytest.param(TEXT.encode("utf-16-be"), "utf-16-be", id="UTF-16 BE"),
        pytest.param(TEXT.encode("cp1252"), "windows-1252", id="Windows-1252"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), "utf-8", id="CRLF"),
        pytest.param(TEXT.replace("\n", "\r").encode(), "utf-8", id="CR"),
    ],
)
def test_encodings_are_recognised(data: bytes, encoding: str) -> None:
    assert decoded(data) == (TEXT, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark_may_hold_characters_with_a_zero_in_the_other_byte(encoding: str) -> None:
    text = "Exercise,Reps,Weight\nスクワット\u3000深い,8,100\nĀbc,9,20\n"
    assert decoded(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("before", [CHUNK - 1, CHUNK, 5 * CHUNK - 2])
@pytest.mark.parametrize(("codec", "encoding"), [("utf-8", "utf-8"), ("cp1252", "windows-1252")])
def test_the_first_special_character_may_come_late_and_across_two_chunks(
    before: int, codec: str, encoding: str
) -> None:
    text = "x" * 79 + "\n"
    text = (text * (before // 80 + 1))[:before] + "ü\nWörter, noch länger\n"
    assert decoded(text.encode(codec)) == (text, encoding)


def test_the_encoding_is_known_after_the_lines_were_read() -> None:
    lines = TextLines(io.BytesIO(b"a,b\n" * CHUNK + b"\xfc\n"))
    assert lines.encoding == "utf-8"
    assert list(lines)[-1] == "ü\n"
    assert lines.encoding == "windows-1252"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("Жим лёжа 💪\n".encode() + b"\xff\n", "Жим лёжа 💪\n\ufffd\n", id="one bad byte"),
        pytest.param(b"\xff\xff\xff\n" + "Жим\n".encode(), "\ufffd\ufffd\ufffd\nЖим\n", id="as many bad as good"),
        pytest.param(b"abc\n\xff" + "Жим лёжа\n".encode(), "abc\n\ufffdЖим лёжа\n", id="bad byte first"),
        pytest.param("Curl 💪".encode()[:-1], "Curl \ufffd", id="cut in an emoji"),
        pytest.param("Über\nCurl 💪".encode()[:-2], "Über\nCurl \ufffd", id="cut in an emoji after others"),
        pytest.param("abc".encode("utf-16")[:-1], "ab\ufffd", id="cut in UTF-16"),
    ],
)
def test_damage_is_marked_in_the_text(data: bytes, text: str) -> None:
    assert decoded(data)[0] == text


@pytest.mark.parametrize(("codec", "bad"), [("utf-8", b"\xff"), ("utf-8-sig", b"\xff"), ("cp1252", b"\x81")])
def test_damage_far_behind_the_first_special_character_is_marked_too(codec: str, bad: bytes) -> None:
    text = "Über\n" + "x,y\n" * CHUNK
    data = text.encode(codec) + bad + b"\n" + "Öl\n".encode(codec.removesuffix("-sig"))
    assert decoded(data)[0] == text + "\ufffd\nÖl\n"


def test_a_byte_order_mark_settles_the_encoding() -> None:
    assert decoded(b"\xef\xbb\xbfcaf\xe9 \xe8 \xe0\n") == ("caf\ufffd \ufffd \ufffd\n", "utf-8")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_windows_1252_may_end_in_several_special_characters(count: int) -> None:
    text = "a\n" + "é" * count
    assert decoded(text.encode("cp1252") + b"\n") == (text + "\n", "windows-1252")


def test_windows_1252_may_hold_something_that_happens_to_be_utf_8() -> None:
    text = "„Fuß“, „Übung“, „Höhe“, „Nähe“\n"
    assert decoded(text.encode("cp1252")) == (text, "windows-1252")


def test_bytes_that_windows_1252_does_not_know_are_marked() -> None:
    assert decoded(b"caf\xe9 \x81\n") == ("café \ufffd\n", "windows-1252")


def test_a_byte_order_mark_in_the_middle_is_dropped() -> None:
    assert decoded("a\n\ufeffb\n".encode())[0] == "a\nb\n"


def test_only_newlines_end_lines() -> None:
    text = "a\u2028b\x0bc\x85d\n\ne"
    assert list(TextLines(io.BytesIO(text.encode()))) == ["a\u2028b\x0bc\x85d\n", "\n", "e"]


def test_a_stream_may_give_little_at_a_time() -> None:
    text = TEXT * 3000
    lines = TextLines(Dripping(text.encode()))
    assert lines.sample == text[: len(lines.sample)]
    assert len(lines.sample.encode()) in range(CHUNK - 1, CHUNK + 1)
    assert "".join(lines) == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "file_empty", id="nothing"),
        pytest.param(b"\xef\xbb\xbf", "file_empty", id="only a mark"),
        pytest.param(b" \r\n\t\n", "file_empty", id="only white space"),
        pytest.param(b"%PDF-1.7\nabc", "file_pdf", id="PDF"),
        pytest.param(b"PK\x03\x04" + b"\0" * 26 + b"workouts.csv", "file_archive", id="zip"),
        pytest.param(b"PK\x05\x06" + b"\0" * 18, "file_archive", id="empty zip"),
        pytest.param(b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "file_spreadsheet", id="xlsx"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_spreadsheet", id="xls"),
        pytest.param(b"\x1f\x8b\x08abc", "file_archive", id="gzip"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "file_image", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0abc", "file_image", id="JPEG"),
        pytest.param(b"GIF89a abc", "file_image", id="GIF"),
        pytest.param(b"SQLite format 3\0", "file_binary", id="SQLite"),
        pytest.param(random.Random(1).randbytes(4000), "file_binary", id="random bytes"),
        pytest.param(
            random.Random(2).randbytes(4000).replace(b"\0", b""), "file_binary", id="random bytes without NUL"
        ),
        pytest.param(b"Exercise,Reps\nCurl\0,8\n", "file_binary", id="one NUL"),
        pytest.param(b"\0" * 100, "file_binary", id="only NUL"),
        pytest.param("\ufeffabc".encode("utf-32-le"), "file_binary", id="UTF-32"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        TextLines(io.BytesIO(data))
    assert caught.value.code == code
    assert "Expected a text file" in caught.value.message or "Expected the text file" in caught.value.message


def test_white_space_as_long_as_the_sample_is_no_empty_file() -> None:
    assert "".join(TextLines(io.BytesIO(b"\n" * CHUNK + b"a\n"))).strip() == "a"


def test_a_few_control_characters_are_no_binary_file() -> None:
    assert decoded(b"Push Up\x1f,8\n" * 1 + b"Curl,8,0,60\n" * 20)[0].startswith("Push Up\x1f,8\n")


def test_nul_bytes_further_down_are_refused_while_reading() -> None:
    lines = TextLines(io.BytesIO(b"a,b\n" * CHUNK + b"\0" * 100))
    with pytest.raises(UnreadableFileError):
        list(lines)


def test_a_long_line_is_cut_to_one_character_more_than_allowed() -> None:
    lines = list(TextLines(io.BytesIO(b"first\n" + b"x" * 500_000 + b"\nlast\n" + b"y" * 500_000)))
    assert [(len(line), line[-1]) for line in lines] == [
        (6, "\n"),
        (MAX_LINE_CHARS + 2, "\n"),
        (5, "\n"),
        (MAX_LINE_CHARS + 1, "y"),
    ]


@pytest.mark.parametrize("block", [b"x" * CHUNK, b"Push Up,8,0,60\n" * 4000], ids=["one line", "short lines"])
def test_memory_does_not_grow_with_the_file(block: bytes) -> None:
    def peak(times: int) -> int:
        tracemalloc.start()
        for _ in TextLines(Repeated(block, times)):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(48) < 1.2 * peak(16) < 3_000_000
