"""Nothing is taken in: people are told although the outbox cannot be written, and told when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest

from alerts.alert import Notice
from alerts.errors import ChannelBusy
from alerts.notify.audience import Language
from alerts.notify.dispatcher import Dispatcher
from alerts.notify.gsm7 import MAX_CHARACTERS, plain
from alerts.notify.lane import ChannelState, ChannelStatus
from alerts.notify.outbox import Delivery
from alerts.notify.recording import RecordingChannel
from alerts.outage import Outage, OutageKind, outages_of, words
from alerts.people import Duty
from alerts.stoppage import Stoppage
from ingest.clock import ManualClock
from ingest.condition import Condition, Line
from ingest.journal import JournalState, JournalStatus

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
        self.room_h: float | None = 30.0
        self.store = ""
        self.lines: tuple[Line, ...] = ()
        self.clock = ManualClock(NOW_MS)
        self.board = RecordingChannel("board")
        self.sms = Busy()
        self.channels: tuple[ChannelStatus, ...] = ()
        dispatcher = Dispatcher(Unwritable(), (self.board, self.sms), self.clock)
        self.stoppage = Stoppage(self.outages, dispatcher, Duty, lambda: ZoneInfo("UTC"), self.clock)

    def outages(self) -> tuple[Outage, ...]:
        """Return what does not work."""
        journal = JournalStatus(self.state, "", 0, 0, 1, {}, 0.0, self.room_h)
        return outages_of(Condition(journal, self.lines, self.store), "", self.channels)

    def look(self, state: JournalState = JournalState.OK, after_s: int = 0) -> None:
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


def test_a_broker_that_is_gone_is_told_before_any_device_would_be_missed() -> None:
    """Five minutes without a connection: told once with its name, and told when it is back."""
    house = House()
    house.lines = (
        Line("farm", connected=False, detail="refused"),
        Line("packhouse", connected=True, detail=""),
    )
    house.look()
    house.look(after_s=240)
    assert house.texts == []
    house.look(after_s=60)
    house.look(after_s=600)
    assert len(house.texts) == 1
    assert "no connection to the broker farm" in house.texts[0]
    house.lines = (Line("farm", connected=True, detail=""),)
    house.look(after_s=10)
    assert house.texts[1] == "OK Coldframe: connected to the broker farm again."


def test_a_store_that_is_away_is_told_with_the_hours_that_are_left() -> None:
    """After a quarter of an hour, once; and once more when there is little room."""
    house = House()
    house.store = "retrying: connection refused"
    house.look()
    house.look(after_s=899)
    assert house.texts == []
    house.look(after_s=1)
    assert "with room for about 30 h" in house.texts[0]
    house.room_h = 5.2
    house.look(after_s=3_600)
    house.look(after_s=60)
    assert len(house.texts) == 2
    assert house.texts[1].startswith("ACT NOW Coldframe: its database takes no readings, and there is room")
    house.store = ""
    house.look(after_s=10)
    assert {text.split(" ")[0] for text in house.texts[2:]} == {"OK"}


@pytest.mark.parametrize(("state", "patience_s"), [(ChannelState.BROKEN, 60), (ChannelState.BUSY, 900)])
def test_a_channel_that_fails_is_told_of_through_the_others(state: ChannelState, patience_s: int) -> None:
    """Whoever has the broken channel only would hear nothing; so the others hear of it, and it does not."""
    house = House()
    house.sms.is_away = False
    house.channels = (ChannelStatus("sms", state, "invalid token", 0, 5),)
    house.look()
    house.look(after_s=patience_s)
    assert len(house.texts) == 1
    assert house.texts[0].startswith("CANNOT SEE Alert sender: sms ")
    assert "invalid token" in house.texts[0]
    assert house.sms.texts == []


@pytest.mark.parametrize("kind", list(OutageKind))
def test_every_outage_has_words_that_fit_a_text_message(kind: OutageKind) -> None:
    """In both languages, for its beginning and its end; in English in the basic alphabet."""
    outage = Outage(kind, "packhouse", "no route to host 192.168.1.20, tried again for a long time", 5.0)
    for over in (False, True):
        english = words(outage, Language.ENGLISH, over=over)
        assert len(english) <= MAX_CHARACTERS
        assert plain(english) == english
        assert 5 < len(words(outage, Language.CHINESE, over=over)) <= 70
