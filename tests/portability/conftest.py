"""What imports need: the shipped set types and exercises."""

import pytest

from tests.catalogue import catalogue_present


@pytest.fixture
def catalogue(db: None) -> None:
    """The shipped exercises and set types."""
    catalogue_present()
