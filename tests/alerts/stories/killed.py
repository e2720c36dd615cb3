"""A service that is killed with SIGKILL at a chosen moment; run as a program, by the stories.

``python -m tests.alerts.stories.killed FOLDER NOW_MS MOMENT`` evaluates what is in the journal of FOLDER and
dies *while_thinking*, before the ledger has it, *while_telling*, when a message is about to go out, or
*in_between*, when there is nothing more to do for now.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from alerts.alert import Alert, EventKind, Notice
from alerts.notify.context import Context
from alerts.notify.message import compose
from ingest.clock import ManualClock
from tests.alerts.stories.timeline import Parts

WHILE_THINKING, WHILE_TELLING, IN_BETWEEN = "while_thinking", "while_telling", "in_between"


class LastChannel:
    """The process ends when somebody sends something."""

    name = "recording"

    def send(self, notice: Notice) -> None:
        """End the process as a power cut does."""
        die(notice)


def die(*_: object) -> None:
    """End this process at once: nothing is closed, nothing is written."""
    os.kill(os.getpid(), signal.SIGKILL)


def words(alert: Alert, kind: EventKind, context: Context, now_ms: int) -> Notice:
    """End the process while words are looked for, in the middle of the ledger's transaction."""
    die(alert, context, now_ms)
    raise AssertionError(f"still alive while telling {kind}")


def main(folder: Path, now_ms: int, moment: str) -> None:
    """Work on *folder* until death."""
    composing = words if moment == WHILE_THINKING else compose
    alerts = Parts(folder, ManualClock(now_ms), LastChannel(), composing).alerts
    alerts.evaluator.evaluate_once()
    alerts.evaluator.tick()
    alerts.dispatcher.dispatch_once()
    die()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
