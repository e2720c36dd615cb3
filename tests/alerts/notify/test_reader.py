"""The reader's language, unit and clock: the same facts, told as each person reads them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as with_fields

from alerts.alert import EventKind, Severity
from alerts.cause import Cause
from alerts.notify import chinese_words
from alerts.notify.audience import Audience, Language, TemperatureUnit, Turn
from alerts.notify.chinese import MAX_CHARACTERS
from alerts.notify.context import Context
from alerts.notify.message import compose, long_text, short_text
from ingest.place import PlaceKind
from tests.alerts.notify.examples import ALERT, NOW_MS, context

PAGE = (Path(__file__).parents[3] / "docs" / "messages.md").read_text("utf-8")
CHINESE = Audience("王", Language.CHINESE, can_reply=True, turn=Turn(3, 3, 3, ("安娜", "路易斯")))


def read_by(audience: Audience, name: str = "2号冷库", kind: PlaceKind = PlaceKind.COLD_ROOM) -> Context:
    """Return the surroundings of the example for a reader."""
    return replace(context(name, kind), audience=audience)


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("kind", EventKind)
def test_a_chinese_text_message_is_one_part(kind: EventKind, severity: Severity) -> None:
    """At most 70 characters, for every happening, also at a place with a long name."""
    alert = with_fields(
        ALERT, severity=severity, acknowledged_by="王小明", closed_by="王", closed_reason="已" * 90
    )
    for cause in Cause:
        text = short_text(with_fields(alert, cause=cause), kind, read_by(CHINESE, "青田" * 20), NOW_MS)
        assert 0 < len(text) <= MAX_CHARACTERS


def test_every_cause_and_place_has_chinese_words() -> None:
    """Nobody who reads Chinese gets an English word for what is wrong or what to do."""
    assert set(chinese_words.PROBLEMS) == set(Cause)
    assert set(chinese_words.KINDS) == set(PlaceKind)
    assert all(chinese_words.action(cause, kind) for cause in Cause for kind in PlaceKind)


def test_the_chinese_examples_of_the_page_are_what_the_code_says() -> None:
    """To the letter."""
    first = replace(CHINESE, turn=Turn(1, 1, 3))
    taken = with_fields(ALERT, acknowledged_by="王", acknowledged_at_ms=NOW_MS)
    over = with_fields(ALERT, ended_at_ms=NOW_MS)
    for text in (
        short_text(ALERT, EventKind.RAISED, read_by(first), NOW_MS),
        short_text(ALERT, EventKind.CALLED, read_by(CHINESE), NOW_MS),
        short_text(taken, EventKind.ACKNOWLEDGED, read_by(CHINESE), NOW_MS),
        short_text(over, EventKind.RESOLVED, read_by(CHINESE), NOW_MS),
    ):
        assert f"`{text}`" in PAGE, text


def test_a_chinese_full_text_says_when_it_was_read_and_why_it_came() -> None:
    """The reading with its age and arrival, the rule, the lots, the link and the clock."""
    reader = replace(CHINESE, take_url="https://farm.example/a/x")
    text = long_text(ALERT, EventKind.RAISED, replace(read_by(reader), received_at_ms=NOW_MS), NOW_MS)
    for words in ("02:29测得，距今1分钟，02:30收到", "规则“温度过高”", "Dongkui, terrace 3", "我去：https"):
        assert words in text
    assert text.endswith("时间为Asia/Shanghai时区。")
    assert compose(ALERT, EventKind.RAISED, read_by(reader), NOW_MS).title == "立即处理 2号冷库：温度过高"


def test_fahrenheit_is_a_way_of_reading() -> None:
    """Values, limits, peaks, slopes and goods are told in the reader's unit; humidity stays what it is."""
    reader = Audience("Ana", temperature=TemperatureUnit.FAHRENHEIT)
    assert "46.1F, limit 39.2, 35 min" in short_text(ALERT, EventKind.RAISED, read_by(reader), NOW_MS)
    text = long_text(ALERT, EventKind.RAISED, read_by(reader), NOW_MS)
    for words in (
        "46.1 °F (limit 39.2 °F)",
        "rising by 2.3 °F per hour",
        "about 41.2 °F",
        "Highest: 47.1 °F",
    ):
        assert words in text
    assert "°C" not in text
    ahead = with_fields(
        ALERT.facts, value=2.0, limit=0.0, peak=2.0, breach_at_ms=NOW_MS + 3_600_000, dew_point_c=-1.0
    )
    frost = with_fields(ALERT, cause=Cause.TOO_COLD, facts=ahead)
    text = long_text(frost, EventKind.RAISED, read_by(reader), NOW_MS)
    assert "it will pass 32 °F" in text
    assert "The dew point is 30.2 °F." in text


def test_times_are_those_of_the_readers_own_clock() -> None:
    """Half past two at night in Qingtian is the afternoon before in Toronto."""
    text = long_text(ALERT, EventKind.RAISED, read_by(Audience("Luis", time_zone="America/Toronto")), NOW_MS)
    assert "since 13:55" in text
    assert "Times are yours (America/Toronto), not those of Qingtian packhouse." in text


def test_a_call_says_who_has_not_answered_and_how_to_answer() -> None:
    """In a text message that still fits."""
    reader = Audience("Wei", can_reply=True, turn=Turn(2, 3, 3, ("Ana", "Luis")))
    text = short_text(ALERT, EventKind.CALLED, read_by(reader, "Cold room 2"), NOW_MS)
    assert f"`{text}`" in PAGE, text
    assert len(text) <= 160
