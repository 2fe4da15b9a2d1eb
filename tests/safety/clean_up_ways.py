"""What the clean-up tools do to a log, for ``test_freshness.py``."""

from typing import Any

from portability.services.clean_up.chosen import Chosen
from portability.services.clean_up.units import Mistake, units_convert


def convert(log: Any) -> None:
    units_convert(scope=log.scope, chosen=Chosen(), mistake=Mistake.LB_AS_KG)
