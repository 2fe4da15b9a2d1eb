"""Who may see bars and plates: their owner alone. A visitor calculates with the usual ones."""

from typing import TypeVar

from django.db import models

from sessions_app.querysets import OwnedQuerySet
from sharing.scope import Area

Row = TypeVar("Row", bound=models.Model)


class GearQuerySet(OwnedQuerySet[Row]):
    area = Area.PRIVATE
