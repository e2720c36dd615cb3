"""The service that the tests of the HTTP interface ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.house import House, open_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return a service that only this machine reaches, so that reading is free."""
    with open_house(tmp_path) as house:
        yield house


@pytest.fixture
def outside_house(tmp_path: Path) -> Iterator[House]:
    """Return a service that others reach, so that reading needs a token."""
    with open_house(tmp_path, {"host": "192.168.1.5", "public_url": "https://farm.example"}) as house:
        yield house
