"""The dead man's switch: while all is well, somebody outside hears from us; when they do not, they tell.

The death of the whole machine can only be noticed from elsewhere. A service such as Healthchecks expects a
request every minute and calls when it stays out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from api.settings import DeadManSettings

_TIMEOUT_S = 10.0
_log = structlog.get_logger(__name__)

Position = Callable[[], tuple[int, int]]
"""Answers up to which reading of the journal is judged, and which is the newest."""

Ping = Callable[[str], None]
"""Asks an address, and raises OSError where it does not answer well."""


class DeadMan:
    """Pings while all is well.

    Args:
        settings: where, and how often.
        ailments: answers what is not well with what receives, judges and tells; empty where all is.
        position: answers up to which reading is judged, and which is the newest: what hangs tells no error.
        ping: asks an address.
    """

    def __init__(
        self,
        settings: DeadManSettings,
        ailments: Callable[[], tuple[str, ...]],
        position: Position,
        ping: Ping | None = None,
    ) -> None:
        self._settings = settings
        self._ailments = ailments
        self._position = position
        self._judged_before = -1
        self._ping = ping or _ask
        self.trouble = ""

    def run(self, stop: threading.Event) -> None:
        """Ping until *stop* is set."""
        while not stop.is_set():
            self.beat_once()
            stop.wait(self._settings.every_s)

    def beat_once(self) -> None:
        """Ping if all is well; whether that got through is in ``trouble``, without the address."""
        url = self._settings.secret()
        if not url:
            return
        ailments = (*self._ailments(), *self._standstill())
        if ailments:
            _log.warning("not well: the dead man's switch is not held", ailments=ailments)
            return
        try:
            self._ping(url)
        except OSError as error:
            self.trouble = f"the dead man's switch does not answer ({type(error).__name__})"
            _log.warning("the dead man's switch does not answer", error=type(error).__name__)
        else:
            self.trouble = ""

    def _standstill(self) -> tuple[str, ...]:
        """Tell whether readings wait, and none was judged since the last beat."""
        judged, newest = self._position()
        before, self._judged_before = self._judged_before, judged
        return ("readings wait, and none is judged",) if judged < newest and judged == before else ()


def _ask(url: str) -> None:
    import httpx  # noqa: PLC0415 - a service without a dead man's switch does not need it

    try:
        httpx.get(url, timeout=_TIMEOUT_S, follow_redirects=True).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ConnectionError(type(error).__name__) from None
