"""What can go wrong when the field is simulated."""

from __future__ import annotations

from collections.abc import Sequence


class SimulatorError(Exception):
    """Root of everything the simulators raise."""


class ScenarioError(SimulatorError):
    """A scenario cannot be played as it is written; every problem found is told at once."""

    def __init__(self, source: str, problems: Sequence[str]) -> None:
        super().__init__(f"{source}: " + "; ".join(problems))
        self.source = source
        self.problems = tuple(problems)


class BrokerUrlError(SimulatorError):
    """The broker's address is not one that the player can connect to."""
