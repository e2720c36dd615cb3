"""``migrate``: bring every reading from one store to another, verified, while the service runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from api.commands.beside import RunningService, beside
from api.commands.say import Say
from api.commands.signals import stop_signals
from api.data_folder import DataFolder
from api.errors import BadRequest
from api.settings import Settings, load_settings
from ingest.assembly import STORE_FILE, open_store
from ingest.reading import Reading
from ingest.store import Store
from ingest.store.hourly import Hours
from ingest.store.migration import Migration, Notebook, Outcome, Source

NOT_WHOLE = 1
"""The exit code where something is not the same, or the copy was interrupted: run it again."""

_NOTEBOOK = "migration.jsonl"
_TOLD_EACH = 100_000
_MOST_TOLD = 20


def migrate(settings: Settings, to: Path, say: Say) -> int:
    """Copy what the store of *settings* has to the one that the configuration *to* names, and verify it."""
    wanted = load_settings(to)
    if _place(settings) == _place(wanted):
        raise BadRequest(f"{to} names the store that the readings are in: {_place(settings)}")
    with _source(settings) as source, _target(settings, wanted) as target:
        say(f"from {_place(settings)} to {_place(wanted)}")
        notebook = Notebook(settings.data / _NOTEBOOK, _place(wanted))
        with stop_signals() as stop:
            outcome = Migration(source, target, notebook, _Progress(say).tell).run(stop)
    return _told(outcome, say)


class RemoteSource:
    """The store of a service that runs."""

    def __init__(self, service: RunningService) -> None:
        self._service = service

    def latest(self, devices: Sequence[str] | None = None) -> tuple[Reading, ...]:  # noqa: ARG002 - of all of them
        """Return the newest reading of each device and quantity."""
        return _readings(self._service.get("store", "latest"))

    def readings(
        self, device: str, quantity: str, start_ms: int, end_ms: int, limit: int
    ) -> tuple[Reading, ...]:
        """Return the first *limit* readings observed in [start_ms, end_ms)."""
        asked: dict[str, str | int] = {
            "device": device,
            "quantity": quantity,
            "start_ms": start_ms,
            "end_ms": end_ms,
            "limit": limit,
        }
        return _readings(self._service.get("store", "readings", asked=asked))

    def hours(self, device: str, quantity: str, start_ms: int, end_ms: int) -> Hours:
        """Return what the hours that begin in [start_ms, end_ms) come to."""
        asked: dict[str, str | int] = {
            "device": device,
            "quantity": quantity,
            "start_ms": start_ms,
            "end_ms": end_ms,
        }
        return Hours.of_rows(self._service.get("store", "hours", asked=asked)["hours"])


class _Progress:
    def __init__(self, say: Say) -> None:
        self._say = say
        self._next = _TOLD_EACH

    def tell(self, copied: int) -> None:
        if copied >= self._next:
            self._say(f"{copied:,} readings copied")
            self._next = copied + _TOLD_EACH


@contextmanager
def _source(settings: Settings) -> Iterator[Source]:
    with beside(settings.data) as service:
        if isinstance(service, RunningService):
            yield RemoteSource(service)
            return
        store = open_store(settings)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def _target(settings: Settings, wanted: Settings) -> Iterator[Store]:
    """Open the store that is copied to; a folder of its own is taken, so that no service writes beside us."""
    folder = DataFolder(wanted.data)
    is_own = wanted.store.kind == "embedded" and wanted.data.absolute() != settings.data.absolute()
    if is_own:
        folder.open(simulated=None)
    try:
        store = open_store(wanted)
        try:
            store.check()
            yield store
        finally:
            store.close()
    finally:
        if is_own:
            folder.close()


def _place(settings: Settings) -> str:
    if settings.store.kind == "embedded":
        return str(settings.data.absolute() / STORE_FILE)
    access = settings.store.access()
    return f"{access}, {access.bucket}, {access.measurement}"


def _readings(answer: object) -> tuple[Reading, ...]:
    rows = answer.get("readings") if isinstance(answer, dict) else answer
    return tuple(msgspec.convert(rows, type=list[Reading]))


def _told(outcome: Outcome, say: Say) -> int:
    say(f"{outcome.copied:,} readings of {outcome.series:,} series were new there")
    for refused in outcome.refused[:_MOST_TOLD]:
        say(f"not taken: {refused.reading.quantity} of {refused.reading.device}: {refused.detail}")
    if len(outcome.refused) > _MOST_TOLD:
        say(f"and {len(outcome.refused) - _MOST_TOLD:,} more were not taken")
    if not outcome.is_whole:
        say("interrupted; run it again, and it goes on where it was")
        return NOT_WHOLE
    for sentence in outcome.different[:_MOST_TOLD]:
        say(f"different: {sentence}")
    if outcome.different:
        say(
            f"{len(outcome.different):,} series are not the same; run it again, and look at what is not taken"
        )
        return NOT_WHOLE
    say(f"verified: {outcome.verified:,} readings are the same in both, by number and checksum")
    if outcome.hours:
        say(f"and {outcome.hours:,} hours whose readings are forgotten")
    return 0
