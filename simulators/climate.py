"""What every simulated place can do, whichever model it follows."""

from __future__ import annotations

from typing import Protocol

from simulators.sensors import Truth


class Climate(Protocol):
    """The true state of a place over time."""

    truth: Truth

    def step(self, at_s: float, duration_s: float) -> None:
        """Move on by *duration_s*, to *at_s* on the story's time line."""
        ...
