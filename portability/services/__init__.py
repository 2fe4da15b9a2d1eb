"""What can happen to data on its way in and out."""

from portability.services.deletion import workouts_delete
from portability.services.imports import import_refused, import_run

__all__ = ["import_refused", "import_run", "workouts_delete"]
