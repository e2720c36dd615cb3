"""Notices get out: in order, at a pace, in spite of failures, and after a restart."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from alerts.alert import EventKind, Notice, Severity
from alerts.errors import ChannelBroken, ChannelBusy
from alerts.notify.dispatcher import ChannelState, Delivery, Dispatcher, Pace
from alerts.notify.recording import RecordingChannel
from ingest.clock import ManualClock
from tests.alerts.notify.examples import NOW_MS, notice
from tests.alerts.notify.waiting_room import WaitingRoom
from tests.waiting import wait_until


class FlakyChannel(RecordingChannel):
    """Fails with *error* for the notices whose keys are in *failing*, and keeps the others."""

    def __init__(self, name: str, error: Exception, *failing: str) -> None:
        super().__init__(name)
        self.error = error
        self.failing = set(failing)
        self.tried: list[str] = []

    def send(self, notice: Notice) -> None:
        """Keep *notice*, or fail."""
        self.tried.append(notice.key)
        if notice.key in self.failing:
            raise self.error
        super().send(notice)


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still until it is told to move."""
    return ManualClock(NOW_MS)


def keys(channel: RecordingChannel) -> list[str]:
    """Return the keys of what *channel* was given."""
    return [notice.key for notice in channel.notices]


def test_every_channel_gets_every_notice_once(clock: ManualClock) -> None:
    """A notice goes to each channel, and not again when the outbox is looked at again."""
    sms, mail = RecordingChannel("sms"), RecordingChannel("mail")
    dispatcher = Dispatcher(WaitingRoom(notice("1"), notice("2")), (sms, mail), clock)
    assert dispatcher.dispatch_once() == 4
    assert dispatcher.dispatch_once() == 0
    assert keys(sms) == keys(mail) == ["1", "2"]


def test_a_busy_channel_is_tried_again_and_later_each_time(clock: ManualClock) -> None:
    """After each failure the wait doubles; nothing is sent before it is over, and nothing is lost."""
    channel = FlakyChannel("sms", ChannelBusy("line engaged"), "1")
    dispatcher = Dispatcher(WaitingRoom(notice("1")), (channel,), clock)
    dispatcher.dispatch_once()
    for number, wait_s in enumerate((5, 10, 20), start=1):
        clock.advance(wait_s * 1000 - 1)
        assert (dispatcher.dispatch_once(), len(channel.tried)) == (0, number)
        clock.advance(1)
        assert (dispatcher.dispatch_once(), len(channel.tried)) == (0, number + 1)
    channel.failing.clear()
    clock.advance(40_000)
    assert dispatcher.dispatch_once() == 1
    assert keys(channel) == ["1"]


def test_a_clock_that_is_set_back_holds_nothing_up(clock: ManualClock) -> None:
    """Neither a rest after a failure, nor the attempts of a minute, last until the clock has caught up."""
    channel = FlakyChannel("sms", ChannelBusy("line engaged"), "1")
    dispatcher = Dispatcher(WaitingRoom(notice("1")), (channel,), clock, Pace(per_minute=1))
    dispatcher.dispatch_once()
    channel.failing.clear()
    clock.advance(-86_400_000)
    assert dispatcher.dispatch_once() == 1


def test_one_channel_that_fails_does_not_hold_up_another(clock: ManualClock) -> None:
    """While one channel rests after a failure, the other goes on with the same notices."""
    sms, mail = FlakyChannel("sms", ChannelBusy("engaged"), "1"), RecordingChannel("mail")
    Dispatcher(WaitingRoom(notice("1"), notice("2")), (sms, mail), clock).dispatch_once()
    assert keys(mail) == ["1", "2"]
    assert keys(sms) == []


def test_a_hanging_channel_does_not_hold_up_another(clock: ManualClock) -> None:
    """A channel that does not return keeps only its own thread."""
    release = threading.Event()

    def hang(_: Notice) -> None:
        release.wait(30)

    hanging = RecordingChannel("sms", on_notice=hang)
    mail = RecordingChannel("mail")
    dispatcher = Dispatcher(WaitingRoom(notice("1")), (hanging, mail), clock)
    stop = threading.Event()
    running = threading.Thread(target=dispatcher.run, args=(stop,))
    running.start()
    wait_until(lambda: keys(mail) == ["1"], what="the mail")
    stop.set()
    release.set()
    running.join(10)
    assert not running.is_alive()


def test_order_is_kept_within_an_alert_and_others_overtake(clock: ManualClock) -> None:
    """Behind a notice that fails, those of the same alert wait; those of other alerts go on."""
    channel = FlakyChannel("sms", ChannelBusy("odd text"), "a1")
    room = WaitingRoom(notice("a1", "a"), notice("a2", "a"), notice("b1", "b"))
    dispatcher = Dispatcher(room, (channel,), clock)
    for _ in range(3):
        dispatcher.dispatch_once()
        clock.advance(60_000)
    assert keys(channel) == ["b1"]
    channel.failing.clear()
    clock.advance(900_000)
    dispatcher.dispatch_once()
    assert keys(channel) == ["b1", "a1", "a2"]


def test_what_matters_most_goes_first(clock: ManualClock) -> None:
    """When several alerts wait, the one to act on now does not queue behind those to watch."""
    channel = RecordingChannel()
    room = WaitingRoom(notice("1", "a"), notice("2", "b", Severity.ACT_NOW))
    Dispatcher(room, (channel,), clock).dispatch_once()
    assert keys(channel) == ["2", "1"]


def test_what_matters_most_goes_first_however_many_wait(clock: ManualClock) -> None:
    """A thousand sensors that fell silent at once do not keep in what has to be acted on."""
    channel = RecordingChannel()
    storm = (notice(f"{number}", f"alert {number}") for number in range(1_000))
    room = WaitingRoom(*storm, notice("now", "b", Severity.ACT_NOW))
    Dispatcher(room, (channel,), clock, Pace(per_minute=1)).dispatch_once()
    assert keys(channel) == ["now"]


def test_a_broken_channel_stops_and_says_why(clock: ManualClock) -> None:
    """What will never get out is not tried again; the operator reads the reason."""
    channel = FlakyChannel("sms", ChannelBroken("wrong token"), "1")
    room = WaitingRoom(notice("1"))
    dispatcher = Dispatcher(room, (channel,), clock)
    dispatcher.dispatch_once()
    clock.advance(3_600_000)
    dispatcher.dispatch_once()
    assert channel.tried == ["1"]
    assert room.done["1", "sms"] == "wrong token"
    assert dispatcher.status()[0].state is ChannelState.BROKEN
    assert dispatcher.status()[0].detail == "wrong token"


def test_a_defect_in_a_channel_is_a_reason_to_try_again(clock: ManualClock) -> None:
    """An error that no channel should raise neither stops the lane nor loses the notice."""
    channel = FlakyChannel("sms", RuntimeError("bug"), "1")
    dispatcher = Dispatcher(WaitingRoom(notice("1")), (channel,), clock)
    dispatcher.dispatch_once()
    assert dispatcher.status()[0].detail == "RuntimeError: bug"
    channel.failing.clear()
    clock.advance(5_000)
    assert dispatcher.dispatch_once() == 1


def test_a_storm_is_slowed_and_not_dropped(clock: ManualClock) -> None:
    """A channel takes only so many in a minute; the surplus goes out in the minutes after."""
    channel = RecordingChannel()
    room = WaitingRoom(*(notice(f"{number:02d}", f"alert {number}") for number in range(70)))
    dispatcher = Dispatcher(room, (channel,), clock, Pace(per_minute=30))
    sent = []
    for _ in range(4):
        sent.append(dispatcher.dispatch_once())
        clock.advance(60_000)
    assert sent == [30, 30, 10, 0]
    assert keys(channel) == [f"{number:02d}" for number in range(70)]


def test_a_notice_of_yesterday_is_given_up_where_it_can_be_seen(clock: ManualClock) -> None:
    """After a day in vain a notice is not tried again, and the outbox says so."""
    channel = FlakyChannel("sms", ChannelBusy("no answer"), "1")
    room = WaitingRoom(notice("1"))
    dispatcher = Dispatcher(room, (channel,), clock)
    dispatcher.dispatch_once()
    clock.advance(86_400_000)
    dispatcher.dispatch_once()
    assert room.done["1", "sms"] == "given up: no answer"


def test_a_restart_goes_on_where_the_outbox_stands(clock: ManualClock) -> None:
    """A new dispatcher sends what the old one had not, keeps its waits, and repeats nothing."""
    channel = FlakyChannel("sms", ChannelBusy("engaged"), "2")
    room = WaitingRoom(notice("1", "a"), notice("2", "b"))
    Dispatcher(room, (channel,), clock).dispatch_once()
    channel.failing.clear()
    second = Dispatcher(room, (channel,), clock)
    assert second.dispatch_once() == 0
    clock.advance(5_000)
    assert second.dispatch_once() == 1
    assert keys(channel) == ["1", "2"]


def test_two_channels_of_one_name_are_refused(clock: ManualClock) -> None:
    """Deliveries are remembered by the channel's name, so a name that stands twice is a mistake."""
    with pytest.raises(ValueError, match="different names"):
        Dispatcher(WaitingRoom(), (RecordingChannel("sms"), RecordingChannel("sms")), clock)


def test_trouble_with_the_outbox_does_not_end_the_service(clock: ManualClock) -> None:
    """A lane whose outbox fails once looks again later."""

    class Troubled(WaitingRoom):
        troubles = 1

        def pending(self, channel: str, limit: int) -> Sequence[Delivery]:
            if self.troubles:
                self.troubles -= 1
                raise OSError("disk")
            return super().pending(channel, limit)

    channel = RecordingChannel()
    dispatcher = Dispatcher(Troubled(notice("1")), (channel,), clock)
    stop = threading.Event()
    running = threading.Thread(target=dispatcher.run, args=(stop,))
    running.start()
    wait_until(lambda: keys(channel) == ["1"], what="the notice")
    stop.set()
    running.join(10)


def test_a_call_that_a_newer_one_has_overtaken_is_not_made(clock: ManualClock) -> None:
    """A phone that was away for an hour rings once for each alert, with how it is now."""
    called = EventKind.CALLED
    room = WaitingRoom(
        notice("raised"),
        notice("2nd", kind=called),
        notice("other", "a78", kind=called),
        notice("3rd", kind=called),
        notice("over", kind=EventKind.RESOLVED),
    )
    phone = RecordingChannel("ana/phone")
    Dispatcher(room, (phone,), clock).dispatch_once()
    assert keys(phone) == ["raised", "other", "3rd", "over"]
    assert room.done["2nd", "ana/phone"] == "a newer call says what is so now"


def test_channels_change_while_the_dispatcher_runs(clock: ManualClock) -> None:
    """A new one starts, one that is gone ends, one that was given at first stays; none has two threads."""
    board, old, new = RecordingChannel("board"), RecordingChannel("ana/old"), RecordingChannel("ana/new")
    room = WaitingRoom(notice("1"))
    dispatcher = Dispatcher(room, (board,), clock)
    dispatcher.change((old,))
    stop = threading.Event()
    thread = threading.Thread(target=dispatcher.run, args=(stop,))
    thread.start()
    wait_until(lambda: keys(board) == keys(old) == ["1"], timeout_s=30, what="the first channels")
    dispatcher.change((new,))
    wait_until(lambda: keys(new) == ["1"], timeout_s=30, what="the new channel")
    wait_until(
        lambda: "notify-ana/old" not in {one.name for one in threading.enumerate()},
        timeout_s=30,
        what="the end of the old channel",
    )
    stop.set()
    thread.join(30)
    assert [one.name for one in dispatcher.status()] == ["board", "ana/new"]
    with pytest.raises(ValueError, match="differ from"):
        dispatcher.change((RecordingChannel("board"),))
