"""Loops whose failure is noticed."""

from __future__ import annotations

import threading

from api.worker import Worker
from tests.waiting import wait_until


def test_a_running_loop_is_no_trouble() -> None:
    """A loop that runs, and one that ended because it was asked to, are fine."""
    worker = Worker("writer", lambda stop: (stop.wait(), None)[1])
    worker.start()
    assert worker.trouble == ""
    worker.stop()
    assert worker.trouble == ""


def test_a_loop_that_fails_is_told() -> None:
    """An exception that ends a loop is named with the loop."""

    def fail(_stop: threading.Event) -> None:
        raise RuntimeError("disk on fire")

    worker = Worker("writer", fail)
    worker.start()
    wait_until(lambda: worker.trouble != "", what="the failure being noticed")
    assert worker.trouble == "writer has stopped: RuntimeError: disk on fire"
    worker.stop()
    assert "disk on fire" in worker.trouble


def test_a_loop_that_ends_by_itself_is_told() -> None:
    """A loop that returns although nobody asked it to has failed as well."""
    worker = Worker("writer", lambda _stop: None)
    worker.start()
    wait_until(lambda: "returned" in worker.trouble, what="the end being noticed")
    worker.stop()


def test_a_loop_that_was_never_started_is_told() -> None:
    """A loop that should run and does not is a trouble."""
    worker = Worker("writer", lambda _stop: None)
    assert worker.trouble == "writer does not run"
    worker.stop()
