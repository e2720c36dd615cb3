"""Waiting for what other threads and programs do, without sleeping blindly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


def wait_until(predicate: Callable[[], bool], timeout_s: float = 10.0, what: str = "the condition") -> None:
    """Return as soon as *predicate* holds; fail the test with *what* after *timeout_s*."""
    pause = threading.Event()
    deadline_s = time.monotonic() + timeout_s
    while not predicate():
        if time.monotonic() > deadline_s:
            raise AssertionError(f"{what} did not come true within {timeout_s:g} s")
        pause.wait(0.01)
