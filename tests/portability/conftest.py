"""What imports need: the shipped set types and exercises."""

import pytest

from sessions_app.services.catalogue_load import catalogue_load


@pytest.fixture
def catalogue(db: None) -> None:
    """The shipped exercises and set types."""
    catalogue_load()
