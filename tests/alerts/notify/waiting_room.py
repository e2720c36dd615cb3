"""An outbox in memory that keeps the rules of ``Outbox`` and remembers what it was told."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.alert import Notice
from alerts.notify.dispatcher import Delivery


class WaitingRoom:
    """Holds *notices* for every channel that asks."""

    def __init__(self, *notices: Notice) -> None:
        self.notices = list(notices)
        self.done: dict[tuple[str, str], str] = {}
        self._waiting: dict[tuple[str, str], tuple[int, int | None]] = {}

    def pending(self, channel: str, limit: int) -> Sequence[Delivery]:
        """Return what *channel* has not done yet."""
        open_ones = [notice for notice in self.notices if (notice.key, channel) not in self.done]
        return [
            Delivery(notice, *self._waiting.get((notice.key, channel), (0, None)))
            for notice in open_ones[:limit]
        ]

    def sent(self, key: str, channel: str, at_ms: int) -> None:
        """Note that *key* is out."""
        self.done[key, channel] = f"sent at {at_ms}"

    def failed(self, key: str, channel: str, detail: str, retry_at_ms: int | None) -> None:
        """Note that *key* waits for its next attempt, or has none."""
        if retry_at_ms is None:
            self.done[key, channel] = detail
        else:
            attempts, _ = self._waiting.get((key, channel), (0, None))
            self._waiting[key, channel] = (attempts + 1, retry_at_ms)
