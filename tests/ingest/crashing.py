"""A service that is killed as soon as the journal has a group, before any of it is acknowledged.

Run as a program of its own: ``python -m tests.ingest.crashing FOLDER BROKER-URL READINGS``.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from ingest.group import Outcome
from ingest.message import Message
from ingest.pipeline import Pipeline
from ingest.settings import MqttSettings
from ingest.subscriber import Subscriber
from tests.ingest.edge import open_edge


class _Deadly:
    """A pipeline after which the process is gone, once it has taken *readings* readings."""

    def __init__(self, pipeline: Pipeline, readings: int) -> None:
        self._pipeline = pipeline
        self._left = readings

    def accept(self, messages: Sequence[Message], *, again: bool = False) -> Outcome:
        """Make the group durable, then die where it was enough."""
        outcome = self._pipeline.accept(messages, again=again)
        self._left -= len(messages)
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome


def main(folder: str, url: str, readings: str) -> None:
    """Serve until the end."""
    edge = open_edge(Path(folder))
    settings = MqttSettings.model_validate({"url": url})
    Subscriber(settings, _Deadly(edge.pipeline, int(readings)), edge.counters).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
