"""Programs of the owner's and of others."""

import pytest

from accounts.models import User
from tests.api.support import Program, program


@pytest.fixture
def api(owner: User) -> Program:
    """A program that may read and write for the owner."""
    return program(owner)


@pytest.fixture
def reader(owner: User) -> Program:
    """A program that may only read for the owner."""
    return program(owner, "read")


@pytest.fixture
def foreign(stranger: User) -> Program:
    """A program of the stranger's."""
    return program(stranger)
