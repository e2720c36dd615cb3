"""A real Chromium for tests: Debian's package, headless, quiet."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_UNREADABLE = """() => [...document.querySelectorAll("main *")].filter((element) => {
    const says = [...element.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim() !== "");
    const isSmall = says && !element.closest("svg") && parseFloat(getComputedStyle(element).fontSize) < 16;
    return isSmall || (element.matches(".scroll") && element.scrollWidth > element.clientWidth);
}).map((element) => element.textContent.slice(0, 60))"""


@dataclass(frozen=True, slots=True)
class Screen:
    """The sizes at which the dashboard has to work."""

    name: str
    width: int
    height: int

    @property
    def is_phone(self) -> bool:
        """Tell whether fingers touch it."""
        return self.width < 600


PHONE = Screen("phone", 360, 740)
DESK = Screen("desk", 1440, 900)


def find_chromium() -> str:
    """Return the browser's path; skip where it is missing, fail where CI says that it must be there."""
    for name in _NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    reason = "Chromium is missing: apt-get install chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def launch(playwright: Playwright) -> Browser:
    """Start the browser."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=list(_QUIET))


class Visit:
    """One person's browser at a dashboard; it notes what must never happen.

    Args:
        browser: where the visit takes place.
        screen: how large the screen is.
        url: where the dashboard is.
    """

    def __init__(self, browser: Browser, screen: Screen, url: str) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": screen.width, "height": screen.height},
            is_mobile=screen.is_phone,
            has_touch=screen.is_phone,
            timezone_id="America/Toronto",
        )
        self.url = url
        self._screen = screen
        self.faults: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", lambda message: self._note(message.text))

    def open(self, path: str = "/") -> Page:
        """Open an address of the dashboard."""
        self.page.goto(self.url + path)
        return self.page

    def see(self, wall_clock: str) -> Page:
        """Wait until the page knows that it is so late."""
        expect(self.page.locator(".band-clock")).to_contain_text(wall_clock)
        return self.page

    def close(self) -> None:
        """Leave, and fail if a script broke, something was cut off, or words were too small to read."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        self.faults += [
            f"cut off or smaller than 16 px: {words}" for words in self.page.evaluate(_UNREADABLE)
        ]
        self.context.close()
        if width > self._screen.width:
            self.faults.append(f"the page is {width} px wide on a screen of {self._screen.width}")
        assert self.faults == []

    def _note(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.faults.append(text)
