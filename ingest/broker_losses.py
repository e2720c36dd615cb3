"""What a broker lost of what gateways were told is taken: as far as it says so itself, or shows it.

What it loses without a word shows in the numbers that devices give their messages (``frame_counters``).
"""

from __future__ import annotations

import structlog

_LONGEST_COUNT = 20
"""Digits of the largest number of 64 bits; Python refuses to read some thousands of them."""


class BrokerLosses:
    """The losses of one broker; ``lost_sessions`` since our start, ``dropped_messages`` since the broker's.

    Args:
        title: what tells the broker from others.
    """

    def __init__(self, title: str) -> None:
        self.lost_sessions = 0
        self.dropped_messages = 0
        self._has_session = False
        self._log = structlog.get_logger("subscriber").bind(broker=title)

    def came(self, *, session_present: bool) -> str:
        """Note a new connection; return what has to be said about it, or nothing."""
        is_lost = self._has_session and not session_present
        self._has_session = True
        if not is_lost:
            return ""
        self.lost_sessions += 1
        self._log.warning("the broker has forgotten our session: what waited there is lost")
        return "; the broker had forgotten our session, and what waited there is lost"

    def told(self, payload: bytes) -> None:
        """Note how many messages the broker says that it has dropped since its start, where it is a count."""
        if not payload.isdigit() or len(payload) > _LONGEST_COUNT:
            return
        dropped = int(payload)
        if dropped > self.dropped_messages:
            self._log.warning("the broker drops messages for which it has no room", since_its_start=dropped)
        self.dropped_messages = dropped
