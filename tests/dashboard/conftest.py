"""What the tests of the dashboard start: a browser, and a farm that is told about by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from api.building import build
from tests.dashboard.chromium import DESK, PHONE, Visit, launch
from tests.dashboard.farm import Farm


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start Chromium once, with the dashboard built from its present sources."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        started = launch(playwright)
        build(print)
        yield started
        started.close()


@pytest.fixture
def farm(tmp_path: Path, free_port: int) -> Iterator[Farm]:
    """Run a service with a cold room and a truck, both cool for the last four hours."""
    with Farm(tmp_path / "data", free_port) as running:
        running.load()
        running.live(hours=4)
        yield running


@pytest.fixture(params=(PHONE, DESK), ids=lambda screen: str(screen.name))
def visit(request: pytest.FixtureRequest, browser: Browser, farm: Farm) -> Iterator[Visit]:
    """Visit the dashboard with a key, on a phone and on a desk."""
    arrived = Visit(browser, request.param, farm.url)
    arrived.open(farm.key)
    yield arrived
    arrived.close()


@pytest.fixture
def keyless(browser: Browser, farm: Farm) -> Iterator[Visit]:
    """Visit the dashboard without a key, on a phone."""
    arrived = Visit(browser, PHONE, farm.url)
    arrived.open()
    yield arrived
    arrived.close()
