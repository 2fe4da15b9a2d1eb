"""One file of every format, to import."""

import io
import zipfile
from collections.abc import Callable
from functools import partial

from tests.samples.registry import SAMPLES, sample

FITNOTES_BODY = (
    b"Date,Time,Measurement,Value,Unit\n"
    b"2024-01-02,07:30:00,Bodyweight,82.4,kgs\n"
    b"2024-01-02,07:30:00,Body Fat,17.5,%\n"
    b"2024-01-09,07:30:00,Bodyweight,82.1,kgs\n"
    b"2024-01-09,07:31:00,Left Bicep,14.5,in\n"
    b"2024-01-09,07:31:00,Grip Strength,55,\n"
)

FILES: dict[str, Callable[[], bytes]] = {key: partial(sample, key) for key in SAMPLES} | {
    "fitnotes_body": lambda: FITNOTES_BODY
}
"""By key of the format. A format without a file here fails ``test_every_format_has_a_file``."""


def packed(*files: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return stream.getvalue()
