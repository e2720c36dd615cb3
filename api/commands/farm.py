"""``apply`` and ``export``: the farm as a file, taken over after a look at what would change, and written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from alerts.recipe import BUILTIN_RECIPES, load_recipes
from api.commands.beside import RunningService, beside
from api.commands.say import Say
from api.farm_desk import FarmDesk
from api.settings import Settings
from ingest.books import open_books
from ingest.clock import SystemClock
from ingest.configuration import read_toml
from ingest.counted import counted
from ingest.database import Database
from ingest.farm.plan import Plan

NOT_APPLIED = 1
"""The exit code where something would change and nobody said yes."""

Ask = Callable[[str], str]
"""Puts a question to the person at the terminal and returns the answer."""


class _Shown(NamedTuple):
    """A plan as it is shown: its lines, and the name of exactly these changes."""

    lines: Sequence[str]
    fingerprint: str


def apply(settings: Settings, file: Path, say: Say, ask: Ask | None, *, yes: bool) -> int:
    """Show what *file* would change and, once somebody says yes, change it: all of it or nothing.

    Args:
        settings: of the service whose farm it is.
        file: the farm file.
        say: shows the plan.
        ask: asks for the yes; None: there is nobody at a terminal.
        yes: it was said already.
    """
    text = read_toml(file)
    with beside(settings.data, may_be_new=True) as service:
        office = _Running(service) if isinstance(service, RunningService) else _Stopped(service, settings)
        plan = office.plan(text, str(file))
        for line in plan.lines:
            say(line)
        if not plan.lines:
            say("nothing to do")
            return 0
        if not yes and (ask is None or ask("apply this? [y/N] ").strip().lower() not in {"y", "yes"}):
            say("nothing was changed; say yes, or give --yes" if ask is None else "nothing was changed")
            return NOT_APPLIED
        office.apply(text, str(file), plan.fingerprint)
    say(f"applied: {counted(len(plan.lines), 'change')}")
    return 0


def export(settings: Settings, say: Say) -> int:
    """Print what people have said of the farm as a farm file."""
    with beside(settings.data) as service:
        if isinstance(service, RunningService):
            text = str(service.get("farm")["toml"])
        else:
            text = _desk(service, settings).export()
    say(text.rstrip("\n"))
    return 0


class _Running:
    """The farm of a service that runs, over HTTP."""

    def __init__(self, service: RunningService) -> None:
        self._service = service

    def plan(self, text: str, source: str) -> _Shown:
        """Return what would change."""
        answer = self._service.post("farm", "plan", body={"toml": text, "source": source})
        lines = [f"{step['sign']} {step['text']}" for step in answer["steps"]]
        return _Shown(lines, str(answer["fingerprint"]))

    def apply(self, text: str, source: str, fingerprint: str) -> None:
        """Change it."""
        body = {"toml": text, "source": source, "fingerprint": fingerprint}
        self._service.post("farm", "apply", body=body)


class _Stopped:
    """The farm in the data folder of a service that does not run."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._desk = _desk(database, settings)

    def plan(self, text: str, source: str) -> _Shown:
        """Return what would change."""
        found: Plan = self._desk.plan(text, source)
        return _Shown([f"{step.sign} {step.text}" for step in found.steps], found.fingerprint)

    def apply(self, text: str, source: str, fingerprint: str) -> None:
        """Change it."""
        self._desk.apply(text, source, fingerprint)


def _desk(database: Database, settings: Settings) -> FarmDesk:
    clock = SystemClock()
    recipes = load_recipes((BUILTIN_RECIPES, *settings.alerts.recipe_files))
    return FarmDesk(open_books(database, clock), recipes, clock)
