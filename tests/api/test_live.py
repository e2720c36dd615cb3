"""What the live stream carries, and who is woken when."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field

from alerts.notify.audience import Language
from api.live import SUMMARY_PAUSE_S, LiveFeed
from api.schemas.places import (
    JournalAnswer,
    PlaceAnswer,
    ReaderAnswer,
    State,
    SubscriberAnswer,
    SummaryAnswer,
)
from tests.api.views.examples import NOW_MS, place
from tests.waiting import wait_until


def _summary(headline: str = "All good", now_ms: int = NOW_MS) -> SummaryAnswer:
    return SummaryAnswer(
        state=State.GOOD,
        headline=headline,
        now=now_ms,
        clock_speed=1.0,
        simulated=False,
        sites=[],
        open_alerts=0,
        inbox_devices=0,
        gateways=[],
        journal=JournalAnswer(state="ok", detail="", room_h=None),
        subscriber=SubscriberAnswer(connected=True, detail=""),
        brokers=[],
        senders=[],
        reader=ReaderAnswer(may_command=False),
    )


@dataclass
class Farm:
    """A farm whose state the test sets."""

    places: list[PlaceAnswer] = field(
        default_factory=lambda: [place(State.GOOD, "A"), place(State.GOOD, "B")]
    )
    summary: SummaryAnswer = field(default_factory=_summary)
    newest_event_id: int = 0

    def wait_for_event(self, after_id: int, timeout_s: float) -> bool:
        """Wait for an event of the test's."""
        if self.newest_event_id <= after_id:
            threading.Event().wait(min(timeout_s, 0.01))
        return self.newest_event_id > after_id

    def feed(self) -> LiveFeed:
        """Return a feed of this farm."""
        return LiveFeed(self.look, self)

    def look(self, language: Language) -> tuple[tuple[PlaceAnswer, ...], SummaryAnswer]:
        """Return the farm; in Chinese under another headline."""
        headline = "一切正常" if language is Language.CHINESE else self.summary.headline
        return tuple(self.places), self.summary.model_copy(update={"headline": headline})


def test_a_new_reader_gets_everything() -> None:
    """From version 0 on, every place and the summary are news."""
    farm = Farm()
    feed = farm.feed()
    assert feed.refresh(0.0)
    news = feed.news(0)
    assert [one.name for one in news.places] == ["A", "B"]
    assert news.summary is not None


def test_a_page_that_is_opened_again_is_not_told_what_was_so_when_nobody_looked() -> None:
    """The first listener after a pause gets no state from before it, and everything from the next look on."""
    farm = Farm()
    feed = farm.feed()

    async def come_back() -> None:
        feed.detach(feed.attach())
        feed.refresh(0.0)
        feed.attach()
        assert (feed.news(0).places, feed.news(0).summary) == ((), None)
        farm.summary = _summary("Act now")
        assert feed.refresh(60.0)
        news = feed.news(0)
        assert [one.name for one in news.places] == ["A", "B"]
        assert news.summary is not None
        assert news.summary.headline == "Act now"

    asyncio.run(come_back())


def test_only_what_changed_is_news() -> None:
    """A reader that has seen a version gets the places that changed since, once."""
    farm = Farm()
    feed = farm.feed()
    feed.refresh(0.0)
    seen = feed.news(0).version
    farm.places[1] = place(State.ACT_NOW, "B")
    assert feed.refresh(1.0)
    news = feed.news(seen)
    assert [(one.name, one.state) for one in news.places] == [("B", State.ACT_NOW)]
    assert news.summary is None
    assert feed.news(news.version).places == ()


def test_nothing_new_wakes_nobody() -> None:
    """Ages and the present time grow by themselves and are no news."""
    farm = Farm()
    feed = farm.feed()
    feed.refresh(0.0)
    farm.summary = _summary(now_ms=NOW_MS + 1_000)
    assert not feed.refresh(1.0)


def test_the_summary_is_told_when_it_changes_and_now_and_then() -> None:
    """A new headline is told at once, an old one after a while, so that readers know they are connected."""
    farm = Farm()
    feed = farm.feed()
    feed.refresh(0.0)
    seen = feed.news(0).version
    farm.summary = _summary("Watch: Bay 1")
    assert feed.refresh(1.0)
    told = feed.news(seen)
    assert told.summary is not None
    assert told.summary.headline == "Watch: Bay 1"
    assert not feed.refresh(2.0)
    assert feed.refresh(1.0 + SUMMARY_PAUSE_S)
    assert feed.news(told.version).summary is not None


def test_a_slow_reader_gets_the_newest_state_once() -> None:
    """A reader that sleeps through several changes gets each place as it is now, not its history."""
    farm = Farm()
    feed = farm.feed()
    feed.refresh(0.0)
    seen = feed.news(0).version
    for number, state in enumerate((State.WATCH, State.ACT_NOW, State.GOOD), 1):
        farm.places[0] = place(state, "A", reason=f"reason {number}")
        feed.refresh(float(number))
    assert [(one.state, one.state_reason) for one in feed.news(seen).places] == [(State.GOOD, "reason 3")]


def test_a_place_that_is_gone_is_forgotten() -> None:
    """A new reader is not told of places that no longer are."""
    farm = Farm()
    feed = farm.feed()
    feed.refresh(0.0)
    farm.places.pop()
    assert feed.refresh(1.0)
    assert [one.name for one in feed.news(0).places] == ["A"]


def test_an_event_wakes_every_listener() -> None:
    """What happens to an alert wakes the streams without waiting for the next look at the places."""

    async def listen() -> int:
        farm = Farm()
        feed = farm.feed()
        stop = threading.Event()
        worker = threading.Thread(target=feed.follow_alerts, args=(stop,))
        worker.start()
        try:
            listeners = [feed.attach() for _ in range(3)]
            for listener in listeners:
                await asyncio.wait_for(listener.wait(), 10)
            farm.newest_event_id = 7
            woken = [asyncio.wait_for(listener.wait(), 10) for listener in listeners]
            return len(await asyncio.gather(*woken))
        finally:
            stop.set()
            worker.join()

    assert asyncio.run(listen()) == 3


def test_an_event_does_not_wait_for_a_look_at_the_places() -> None:
    """While the places are looked at, however long that takes, what happens to an alert is told."""

    async def listen() -> None:
        farm, stop, looks, go_on = Farm(), threading.Event(), threading.Event(), threading.Event()

        def look(language: Language) -> tuple[tuple[PlaceAnswer, ...], SummaryAnswer]:
            looks.set()
            go_on.wait(10)
            return farm.look(language)

        feed = LiveFeed(look, farm)
        listener = feed.attach()
        await listener.wait()
        followed = (feed.follow_alerts, feed.follow_places)
        workers = [threading.Thread(target=follow, args=(stop,)) for follow in followed]
        try:
            for worker in workers:
                worker.start()
            assert await asyncio.to_thread(looks.wait, 10)
            farm.newest_event_id = 7
            await asyncio.wait_for(listener.wait(), 5)
            assert not go_on.is_set()
        finally:
            stop.set()
            go_on.set()
            for worker in workers:
                worker.join()

    asyncio.run(listen())


def test_each_reader_is_told_in_the_own_language() -> None:
    """The farm is told in every language in which somebody listens, and in no other."""
    feed = Farm().feed()

    async def listen() -> None:
        feed.attach(Language.CHINESE)
        feed.refresh(0.0)
        told = feed.news(0, Language.CHINESE).summary
        assert told is not None
        assert told.headline == "一切正常"
        assert feed.news(0, Language.ENGLISH).summary is None
        feed.attach(Language.ENGLISH)
        assert feed.refresh(1.0)
        told = feed.news(0, Language.ENGLISH).summary
        assert told is not None
        assert told.headline == "All good"

    asyncio.run(listen())


def test_closing_ends_every_stream_and_a_gone_loop_is_no_trouble() -> None:
    """On close every listener is woken; one whose server is gone is passed over."""
    feed = Farm().feed()

    async def attach() -> None:
        listener = feed.attach()
        await listener.wait()
        feed.close()
        await asyncio.wait_for(listener.wait(), 10)

    asyncio.run(attach())
    feed.close()
    wait_until(lambda: feed.closed, what="the feed being closed")
