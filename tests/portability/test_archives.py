"""Zips as uploads: what is in them is read, what is wrong with one of them is said, none is unpacked."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError

from accounts.models import User
from portability import archives
from tests.portability.support import counts, run_import, written
from tests.portability.uploads import packed
from tests.samples.registry import sample

pytestmark = pytest.mark.usefixtures("catalogue")


def problems_of(result: dict[str, object]) -> list[tuple[object, str]]:
    found = result["problems"]
    assert isinstance(found, list)
    return [(each.get("file"), each["message"].split(".")[0]) for each in found if each["row"] == 0]


def test_what_cannot_be_read_is_listed_beside_what_can(owner: User, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        packed(
            ("photos/me.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
            ("../../etc/hevy.csv", sample("hevy")),
            ("empty.csv", b""),
            ("notes.pdf", b"%PDF-1.7 and more"),
            ("__MACOSX/._hevy.csv", b"\0\5\26\7"),
            (".DS_Store", b"\0\0\0\1Bud1"),
            ("folder/", b""),
        ),
        "all.zip",
    )
    result = run_import(path, owner)
    assert result["format"] == "hevy"
    assert counts(owner)[0] == result["sessions"] > 0
    assert [file for file, _message in problems_of(result)] == ["me.png", "empty.csv", "notes.pdf"]


def test_a_zip_in_a_zip_is_read_one_deeper_is_not(owner: User, tmp_path: Path) -> None:
    inner = packed(("hevy.csv", sample("hevy")))
    assert run_import(written(tmp_path, packed(("a.zip", inner)), "b.zip"), owner, "--dry-run")["sessions"] > 0
    deeper = packed(("strong.csv", sample("strong")), ("c.zip", packed(("a.zip", inner))))
    result = run_import(written(tmp_path, deeper, "d.zip"), owner, "--dry-run")
    assert problems_of(result) == [("a.zip", "This is an archive in an archive")]


def test_a_bomb_is_not_opened(owner: User, tmp_path: Path) -> None:
    bomb = packed(("zeros.csv", bytes(8 * 1024 * 1024)), ("hevy.csv", sample("hevy")))
    result = run_import(written(tmp_path, bomb, "bomb.zip"), owner, "--dry-run")
    assert problems_of(result) == [("zeros.csv", "This file is packed hundreds of times smaller than it is")]
    assert result["sessions"] > 0


def test_more_files_than_anybody_exports_are_refused(owner: User, tmp_path: Path) -> None:
    many = packed(*((f"{number}.csv", b"a,b\n") for number in range(archives.MAX_FILES + 1)))
    with pytest.raises(CommandError, match="more than 200 files"):
        run_import(written(tmp_path, many, "many.zip"), owner)
    assert counts(owner) == (0, 0, 0)


def test_more_bytes_than_may_be_unpacked_are_refused(owner: User, tmp_path: Path, settings: object) -> None:
    settings.MAX_UPLOAD_MB = 1  # type: ignore[attr-defined]
    large = b"".join(b"%d,%d\n" % (number, number * number) for number in range(60_000))
    files = [(f"{number}.csv", large) for number in range(6)]
    with pytest.raises(CommandError, match="larger than 4 MB in all"):
        run_import(written(tmp_path, packed(*files), "large.zip"), owner)


def test_a_damaged_entry_is_said_and_the_others_are_read(owner: User, tmp_path: Path) -> None:
    data = bytearray(packed(("hevy.csv", sample("hevy")), ("strong.csv", sample("strong"))))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        place = archive.getinfo("hevy.csv").header_offset + 60
    data[place : place + 200] = bytes(200)
    result = run_import(written(tmp_path, bytes(data), "damaged.zip"), owner, "--dry-run")
    assert problems_of(result) == [("hevy.csv", "This file is damaged inside of its archive")]
    assert result["format"] == "strong"


@pytest.mark.parametrize("cut", [30, 200, -10, -30])
def test_a_cut_archive_is_refused(owner: User, tmp_path: Path, cut: int) -> None:
    data = packed(("hevy.csv", sample("hevy")))
    with pytest.raises(CommandError, match=r"damaged|known|archive"):
        run_import(written(tmp_path, data[:cut], "cut.zip"), owner)
    assert counts(owner) == (0, 0, 0)


def test_an_empty_archive_and_a_spreadsheet_say_so(owner: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="archive is empty"):
        run_import(written(tmp_path, packed(), "empty.zip"), owner)
    sheet = packed(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
    with pytest.raises(CommandError, match="spreadsheet"):
        run_import(written(tmp_path, sheet, "book.xlsx"), owner)


def test_only_unreadable_files_are_refused_with_the_first_reason(owner: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="This is an image"):
        run_import(written(tmp_path, packed(("me.png", b"\x89PNG")), "one.zip"), owner)
