"""Nothing is taken in: people are told although the outbox cannot be written, and told when it is over."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from alerts.alert import Notice
from alerts.errors import ChannelBusy
from alerts.notify.dispatcher import Dispatcher
from alerts.notify.gsm7 import MAX_CHARACTERS
from alerts.notify.outbox import Delivery
from alerts.notify.recording import RecordingChannel
from alerts.people import Duty
from alerts.stoppage import Stoppage
from ingest.clock import ManualClock
from ingest.journal import JournalState

NOW_MS = 1_781_410_200_000


class Unwritable:
    """An outbox on a full disk: whoever wants anything of it fails."""

    def pending(self, channel: str, limit: int) -> Sequence[Delivery]:
        """Fail."""
        raise OSError(f"{channel}, {limit}: no space left on device")

    def sent(self, key: str, channel: str, at_ms: int) -> None:
        """Fail."""
        raise OSError(f"{key}, {channel}, {at_ms}: no space left on device")

    def failed(self, key: str, channel: str, detail: str, retry_at_ms: int | None) -> None:
        """Fail."""
        raise OSError(f"{key}, {channel}, {detail}, {retry_at_ms}: no space left on device")


class Busy:
    """A channel that is away at first."""

    name = "sms"

    def __init__(self) -> None:
        self.is_away = True
        self.texts: list[str] = []

    def send(self, notice: Notice) -> None:
        """Take it, or be away."""
        if self.is_away:
            raise ChannelBusy("no network")
        self.texts.append(notice.short)


class House:
    """A stoppage with two channels, and a journal that a test fills and empties."""

    def __init__(self) -> None:
        self.state = JournalState.OK
        self.clock = ManualClock(NOW_MS)
        self.board = RecordingChannel("board")
        self.sms = Busy()
        dispatcher = Dispatcher(Unwritable(), (self.board, self.sms), self.clock)
        self.stoppage = Stoppage(lambda: self.state, dispatcher, Duty, self.clock)

    def look(self, state: JournalState, after_s: int = 0) -> None:
        """Let time pass, and look."""
        self.state = state
        self.clock.advance(after_s * 1_000)
        self.stoppage.look_once()

    @property
    def texts(self) -> list[str]:
        """Return what the board was told."""
        return [notice.short for notice in self.board.notices]


@pytest.mark.parametrize(
    ("state", "words"), [(JournalState.FULL, "is full"), (JournalState.UNWRITABLE, "cannot be written")]
)
def test_people_are_told_once_that_nothing_is_taken_in_and_once_that_it_is_again(
    state: JournalState, words: str
) -> None:
    """One message for each channel, in a text message's room, with what to do; then one that it is over."""
    house = House()
    house.sms.is_away = False
    house.look(state)
    assert house.texts == []
    for _ in range(3):
        house.look(state, after_s=60)
    assert len(house.texts) == len(house.sms.texts) == 1
    assert words in house.texts[0]
    assert len(house.texts[0]) <= MAX_CHARACTERS
    for _ in range(3):
        house.look(JournalState.OK, after_s=60)
    assert [text.split(" ")[0] for text in house.texts] == ["CANNOT", "OK"]


def test_a_journal_that_is_full_for_moments_only_wakes_nobody() -> None:
    """A consumer that catches up within a minute is no reason to call."""
    house = House()
    for _ in range(5):
        house.look(JournalState.FULL)
        house.look(JournalState.FULL, after_s=59)
        house.look(JournalState.BEHIND)
    assert house.texts == []


def test_a_channel_that_is_away_is_told_later_and_keeps_the_others_from_nothing() -> None:
    """Each channel has the message as soon as it takes it, and no all-clear of what it never heard."""
    house = House()
    house.look(JournalState.FULL)
    house.look(JournalState.FULL, after_s=60)
    assert (len(house.texts), len(house.sms.texts)) == (1, 0)
    house.sms.is_away = False
    house.look(JournalState.FULL, after_s=10)
    assert (len(house.texts), len(house.sms.texts)) == (1, 1)
    house.sms.is_away = True
    house.look(JournalState.OK)
    assert (len(house.texts), len(house.sms.texts)) == (2, 1)
    house.sms.is_away = False
    house.look(JournalState.OK)
    assert (len(house.texts), len(house.sms.texts)) == (2, 2)
