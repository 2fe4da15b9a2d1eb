"""One file of every format, to import."""

import io
import zipfile
from collections.abc import Callable

from tests.samples import fitnotes, hevy, strong, stronglifts, trainai

FITNOTES_BODY = (
    b"Date,Time,Measurement,Value,Unit\n"
    b"2024-01-02,07:30:00,Bodyweight,82.4,kgs\n"
    b"2024-01-02,07:30:00,Body Fat,17.5,%\n"
    b"2024-01-09,07:30:00,Bodyweight,82.1,kgs\n"
    b"2024-01-09,07:31:00,Left Bicep,14.5,in\n"
    b"2024-01-09,07:31:00,Grip Strength,55,\n"
)

FILES: dict[str, Callable[[], bytes]] = {
    "trainai": lambda: trainai.generate(workouts=12, sets=120, reps=900, exercises=20),
    "strong": lambda: strong.generate(strong.CLASSIC),
    "hevy": hevy.generate,
    "fitnotes": fitnotes.generate,
    "fitnotes_body": lambda: FITNOTES_BODY,
    "stronglifts": stronglifts.generate,
}
"""By key of the format. A format without a file here fails ``test_every_format_has_a_file``."""


def packed(*files: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return stream.getvalue()
