"""What every story starts from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.alerts.stories.timeline import Timeline


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Timeline]:
    """Return a farm at midnight, with nothing said yet."""
    timeline = Timeline(tmp_path)
    yield timeline
    timeline.parts.close()
