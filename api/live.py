"""What the live stream carries: two threads notice what changed, every listener takes it at its own pace.

One looks at places, which takes the longer the more there are; the other one hears of alerts, and never
waits for that.

Nothing is queued for anybody: a listener remembers up to which event and which version it has seen, and
reads on from there when it is woken. A slow phone gets fewer, newer states; it never holds up another.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from alerts.notify.audience import Language
from api.schemas.places import PlaceAnswer, SummaryAnswer

PAUSE_S = 1.0
"""Places are told at most this often, in real time [s]."""
SUMMARY_PAUSE_S = 5.0
"""A summary is told at least this often, in real time [s], so that a page knows that it is connected."""

_PAUSES = 4.0
"""A pause lasts so many times as long as the look at all places before it, but no longer than a summary may
be away: where there are thousands of places, the processor is left to readings."""
_LOOK_S = PAUSE_S / 4
"""How soon, in real time [s], the first who listens is told of places, and the end of the service noticed."""


class EventSource(Protocol):
    """What tells that something happened to an alert."""

    def wait_for_event(self, after_id: int, timeout_s: float) -> bool:
        """Wait, in real time, until there is an event after *after_id*; tell whether there is."""
        ...

    @property
    def newest_event_id(self) -> int:
        """Return the number of the newest event; 0 before the first."""
        ...


class Listener:
    """One open stream; made, woken for and read in the server's event loop.

    Args:
        language: in which its reader reads.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Wake the stream; may be called from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._woken.set)
        except RuntimeError:
            if not self._loop.is_closed():
                raise

    async def wait(self) -> None:
        """Wait until there may be something new."""
        await self._woken.wait()
        self._woken.clear()


@dataclass(frozen=True, slots=True)
class News:
    """What changed since a version: places, and the summary where it is due."""

    version: int
    places: tuple[PlaceAnswer, ...]
    summary: SummaryAnswer | None


@dataclass(slots=True)
class _Board:
    """The newest state of everything, with the version in which each part last changed."""

    version: int = 0
    places: dict[str, tuple[int, PlaceAnswer]] = field(default_factory=dict)
    summary: tuple[int, SummaryAnswer] | None = None
    summary_at_s: float = 0.0


class LiveFeed:
    """Notices changes and wakes the listeners.

    Args:
        look: returns every place as it is now, and the farm at a glance, as told in a language.
        events: tells that something happened to an alert.
    """

    def __init__(
        self,
        look: Callable[[Language], tuple[tuple[PlaceAnswer, ...], SummaryAnswer]],
        events: EventSource,
    ) -> None:
        self._look = look
        self._events = events
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._boards = {language: _Board() for language in Language}
        self.closed = False

    def attach(self, language: Language = Language.ENGLISH) -> Listener:
        """Return a new listener; it belongs to the running event loop.

        While nobody listens in a language nobody looks for it: what was seen then is not told to the first
        who listens again.
        """
        listener = Listener(language)
        with self._lock:
            if language not in self._spoken():
                self._boards[language] = _Board(version=self._boards[language].version)
            self._listeners.add(listener)
        listener.wake()
        return listener

    def detach(self, listener: Listener) -> None:
        """Forget *listener*."""
        with self._lock:
            self._listeners.discard(listener)

    def news(self, after_version: int, language: Language = Language.ENGLISH) -> News:
        """Return what changed after *after_version*, as told in *language*; 0: everything."""
        with self._lock:
            board = self._boards[language]
            places = tuple(place for version, place in board.places.values() if version > after_version)
            summary = board.summary[1] if board.summary and board.summary[0] > after_version else None
            return News(board.version, places, summary)

    def follow_alerts(self, stop: threading.Event) -> None:
        """Wake listeners for every alert event at once."""
        event_id = self._events.newest_event_id
        while not stop.is_set():
            if self._events.wait_for_event(event_id, _LOOK_S):
                event_id = self._events.newest_event_id
                self._wake()

    def follow_places(self, stop: threading.Event) -> None:
        """Wake listeners for changed places, once a second; where a look at them takes long, less often."""
        look_at_s = float("-inf")
        while not stop.wait(_LOOK_S):
            now_s = time.monotonic()
            if self._listeners and now_s >= look_at_s:
                if self.refresh(now_s):
                    self._wake()
                look_at_s = time.monotonic() + _pause_s(time.monotonic() - now_s)

    def refresh(self, now_s: float) -> bool:
        """Look at everything again, once for each language in which somebody listens; tell of a change."""
        with self._lock:
            languages = self._spoken() or {Language.ENGLISH}
        changes = [self._refresh(language, now_s) for language in languages]
        return any(changes)

    def _refresh(self, language: Language, now_s: float) -> bool:
        places, summary = self._look(language)
        with self._lock:
            return _update(self._boards[language], places, summary, now_s)

    def _spoken(self) -> set[Language]:
        return {listener.language for listener in self._listeners}

    def close(self) -> None:
        """End every stream."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener.wake()


def _pause_s(looked_s: float) -> float:
    """Return how long to wait after a look at everything that took so long [s].

    >>> [_pause_s(looked_s) for looked_s in (0.01, 0.9, 3.0)]
    [0.99, 3.6, 5.0]
    """
    return max(PAUSE_S - looked_s, min(_PAUSES * looked_s, SUMMARY_PAUSE_S))


def _update(board: _Board, places: tuple[PlaceAnswer, ...], summary: SummaryAnswer, now_s: float) -> bool:
    version = board.version + 1
    known = {place_id: place for place_id, (_, place) in board.places.items()}
    changed = [place for place in places if _gist(place) != _gist(known.get(place.id))]
    gone = known.keys() - {place.id for place in places}
    due = (
        board.summary is None
        or _summary_gist(summary) != _summary_gist(board.summary[1])
        or now_s - board.summary_at_s >= SUMMARY_PAUSE_S
    )
    if not changed and not gone and not due:
        return False
    board.version = version
    board.places.update({place.id: (version, place) for place in changed})
    for place_id in gone:
        del board.places[place_id]
    if due:
        board.summary, board.summary_at_s = (version, summary), now_s
    return True


def _gist(place: PlaceAnswer | None) -> tuple[object, ...]:
    """Return what of a place is worth telling again: everything but the ages, which grow by themselves."""
    if place is None:
        return ()
    values = tuple((value.device, value.quantity, value.observed_at, value.stale) for value in place.values)
    return (place.state, place.state_reason, *place.open_alert_ids, "|", *place.lot_ids, place.name, values)


def _summary_gist(summary: SummaryAnswer) -> tuple[object, ...]:
    return (
        summary.state,
        summary.headline,
        summary.open_alerts,
        summary.inbox_devices,
        summary.journal,
        summary.subscriber,
    )
