"""What the embedded broker refused: counted, logged, and shown to the operator; never dropped in silence.

A gateway that is set up wrongly repeats itself for weeks, so the first, the tenth, the hundredth time of the
same thing is told, and the others are counted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import msgspec
import structlog

from ingest.counted import counted
from ingest.counters import Counters
from ingest.errors import DatabaseUnusable
from ingest.reading import Reason, Rejection

_MOST_KINDS = 1_000
"""How many things are told apart: whoever is refused chooses the words, and must not fill the memory."""

_SHOWN_TOPIC = 256
_KEPT_BYTES = 1_024
_OTHERS = "(others)"


class RefusedTopic(msgspec.Struct, frozen=True):
    """A topic to which a gateway published what it may not.

    Attributes:
        topic: where.
        times: how often since the start.
        last_ms: when it last did [ms, UTC].
    """

    topic: str
    times: int
    last_ms: int


class TurnedAway:
    """Counts what was refused since the start. All methods may be called from any thread.

    Args:
        counters: ``refused_publishes`` and ``refused_connections`` are counted.
        now_ms: what time it is.
        quarantine: keeps rejections for the operator; may take its time.
    """

    def __init__(
        self, counters: Counters, now_ms: Callable[[], int], quarantine: Callable[[Sequence[Rejection]], None]
    ) -> None:
        self._counters = counters
        self._now_ms = now_ms
        self._quarantine = quarantine
        self._lock = threading.Lock()
        self._topics: dict[tuple[str, str], RefusedTopic] = {}
        self._visitors: dict[tuple[str, str], int] = {}
        self._log = structlog.get_logger("broker")

    def published(self, user: str, topic: str, payload: bytes) -> Rejection | None:
        """Count a message that *user* may not publish; return what has to be kept of it, if it is time to."""
        self._counters.add("refused_publishes")
        now_ms = self._now_ms()
        shown = topic[:_SHOWN_TOPIC]
        with self._lock:
            key = (user, shown)
            if key not in self._topics and len(self._topics) >= _MOST_KINDS:
                key = (user, _OTHERS)
            before = self._topics.get(key, RefusedTopic(key[1], 0, 0))
            now = self._topics[key] = RefusedTopic(key[1], before.times + 1, now_ms)
        if not is_told(now.times):
            return None
        printable = shown if shown.isprintable() else repr(shown)
        refused = f"refused {counted(now.times, 'time')} since the start"
        detail = f"the gateway {user!r} may not publish there; {refused}"
        self._log.warning("a gateway may not publish there", gateway=user, topic=printable, times=now.times)
        return Rejection(Reason.NOT_ALLOWED, detail, printable, payload[:_KEPT_BYTES], now_ms)

    def keep(self, rejection: Rejection) -> None:
        """Put *rejection* into quarantine; may block."""
        try:
            self._quarantine([rejection])
        except DatabaseUnusable as error:
            self._log.warning("a refused message is not in quarantine", detail=str(error))

    def came(self, address: str, detail: str) -> None:
        """Count somebody who was not let in."""
        self._counters.add("refused_connections")
        with self._lock:
            key = (address, detail)
            if key not in self._visitors and len(self._visitors) >= _MOST_KINDS:
                key = (_OTHERS, _OTHERS)
            self._visitors[key] = times = self._visitors.get(key, 0) + 1
        if is_told(times):
            self._log.warning("not let in", address=key[0], detail=key[1], times=times)

    def topics_of(self, user: str) -> tuple[RefusedTopic, ...]:
        """Return where *user* published what it may not since the start, most often first."""
        with self._lock:
            mine = [refused for (name, _), refused in self._topics.items() if name == user]
        return tuple(sorted(mine, key=lambda refused: -refused.times))

    def forget(self, user: str) -> None:
        """Forget what *user* did, whose account is gone."""
        with self._lock:
            self._topics = {key: refused for key, refused in self._topics.items() if key[0] != user}


def is_told(times: int) -> bool:
    """Tell whether this is the first, tenth, hundredth … time.

    >>> [times for times in range(1, 2_000) if is_told(times)]
    [1, 10, 100, 1000]
    """
    return str(times).rstrip("0") == "1"
