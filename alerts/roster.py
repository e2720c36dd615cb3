"""The roster at work: who is called now, and the channels that lead to them."""

from __future__ import annotations

from collections.abc import Callable

from alerts.duty_book import DutyBook, DutyChange
from alerts.errors import ChannelBroken
from alerts.ledger import Ledger
from alerts.notify.connecting import channel_to
from alerts.notify.dispatcher import Channel, Dispatcher
from alerts.notify.outbox import channel_of
from alerts.people import Duty
from ingest.errors import SettingsError

Connect = Callable[[str, str], Channel]
"""Makes a channel of its name and its address."""


class Roster:
    """People, steps, and the ways to people.

    Args:
        book: where it is kept who is called.
        ledger: where notices wait.
        connect: makes a channel of its name and its address; raises ChannelBroken for one that is none.
    """

    def __init__(self, book: DutyBook, ledger: Ledger, connect: Connect = channel_to) -> None:
        self._connect = connect
        self._book = book
        self._ledger = ledger
        self._dispatcher: Dispatcher | None = None

    @property
    def duty(self) -> Duty:
        """Return who is called now."""
        return self._book.now

    @property
    def is_configured(self) -> bool:
        """Tell whether the configuration says who is called."""
        return self._book.is_configured

    def reach(self, dispatcher: Dispatcher) -> None:
        """Let *dispatcher* bring notices to everybody; raises SettingsError for an address that is none."""
        channels = people_channels(self.duty, self._connect)
        self._dispatcher = dispatcher
        self._lead(channels)

    @property
    def version(self) -> int:
        """Return a number that grows with every change."""
        return self._book.version

    def history(self) -> tuple[DutyChange, ...]:
        """Return who changed what, the oldest first."""
        return self._book.history()

    def change(self, duty: Duty, who: str, seen: int | None = None) -> None:
        """Let *duty* count from now on.

        Raises SettingsError for an address that no notification service has, and NotAllowedNow where the
        configuration says who is called, or where somebody has changed it since the version *seen*.
        """
        channels = people_channels(duty, self._connect)
        self._book.change(duty, who, seen)
        self._lead(channels)
        self._ledger.nudge()

    def _lead(self, channels: tuple[Channel, ...]) -> None:
        self._ledger.register(*(channel.name for channel in channels))
        if self._dispatcher is not None:
            self._dispatcher.change(channels)


def people_channels(duty: Duty, connect: Connect = channel_to) -> tuple[Channel, ...]:
    """Return the channels of everybody; raises SettingsError with all addresses that are none."""
    channels: list[Channel] = []
    problems: list[str] = []
    for number, person in enumerate(duty.people):
        for place, one in enumerate(person.channels):
            try:
                channels.append(connect(channel_of(person.id, one.name), one.secret()))
            except (ChannelBroken, OSError) as error:
                problems.append(f"duty.people.{number}.channels.{place}: {error}")
    if problems:
        raise SettingsError("[duty]", tuple(problems))
    return tuple(channels)
