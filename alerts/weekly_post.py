"""The weekly post: on Monday morning the report of the week goes to whoever wants it, once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from alerts.alert import EventKind, Notice, Severity
from alerts.ledger import Ledger
from alerts.notify import weekly_words
from alerts.notify.audience import Language
from alerts.notify.gsm7 import MAX_CHARACTERS, plain
from alerts.people import Duty
from alerts.weekly import Week, week_of
from ingest.clock import Clock, from_datetime, to_datetime

_LOOK_EVERY_S = 60.0
_HOUR = 8
"""House choice: Monday at eight, when the week is planned."""
_DAYS = timedelta(days=7)


class WeeklyPost:
    """Makes the report, and sends it.

    Args:
        ledger: where alerts and notices are.
        duty: answers who wants it.
        zone: answers the time zone of the farm's wall clock.
        names: answers what places are called.
        clock: the service's clock.
    """

    def __init__(
        self,
        ledger: Ledger,
        duty: Callable[[], Duty],
        zone: Callable[[], ZoneInfo],
        names: Callable[[], Mapping[str, str]],
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._duty = duty
        self._zone = zone
        self._names = names
        self._clock = clock

    def run(self, stop: threading.Event) -> None:
        """Send what is due until *stop* is set."""
        while not stop.is_set():
            self.send_once()
            stop.wait(_LOOK_EVERY_S)

    def week(self, end_ms: int) -> Week:
        """Return the report of the seven days before *end_ms*, by the clock on the farm's wall."""
        start_ms = from_datetime(to_datetime(end_ms).astimezone(self._zone()) - _DAYS)
        alerts, events = self._ledger.started_between(start_ms, end_ms)
        return week_of(alerts, events, start_ms, end_ms)

    def send_once(self) -> None:
        """Send the report on Monday from eight until noon to whoever wants it and does not have it yet."""
        now_ms = self._clock.now_ms()
        now = to_datetime(now_ms).astimezone(self._zone())
        readers = [person for person in self._duty().people if person.weekly_report]
        if now.weekday() != 0 or not _HOUR <= now.hour < _HOUR + 4 or not readers:
            return
        due = now.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
        keys = {person.id: f"weekly/{due:%Y-%m-%d}/{person.id}" for person in readers}
        if self._ledger.has_notices(list(keys.values())):
            return
        week, names = self.week(from_datetime(due)), self._names()
        with self._ledger.transaction() as book:
            for person in readers:
                book.notices.add(_notice(keys[person.id], week, names, person.language, now_ms, person.id))


def _notice(  # noqa: PLR0913, PLR0917 - the parts of a notice
    key: str, week: Week, names: Mapping[str, str], language: Language, now_ms: int, person_id: str
) -> Notice:
    title, text = weekly_words.title(week, language), weekly_words.text(week, names, language)
    short = title if language is Language.CHINESE else plain(title)[:MAX_CHARACTERS]
    return Notice(key, "weekly", EventKind.RESOLVED, Severity.WATCH, title, short, text, now_ms, to=person_id)
