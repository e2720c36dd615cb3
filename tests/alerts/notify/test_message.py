"""What people read: the order of words, the numbers in them, and what is never said."""

from __future__ import annotations

from msgspec.structs import replace

from alerts.alert import AlertState, EventKind, Facts, Severity
from alerts.cause import Cause
from alerts.notify.message import Context, compose, long_text, problem, short_text
from ingest.place import PlaceKind
from tests.alerts.notify.examples import ALERT, FACTS, NOW_MS, at, context

RESOLVED = replace(
    ALERT,
    state=AlertState.RESOLVED,
    ended_at_ms=at("02:28"),
    facts=replace(FACTS, value=3.1, too_late_at_ms=None),
)
SILENT = replace(
    ALERT,
    cause=Cause.SILENT,
    severity=Severity.WATCH,
    facts=Facts(quantity="air_temperature_c", device="probe-1", value=3.9, value_at_ms=at("01:55")),
)
DOOR = replace(
    ALERT,
    severity=Severity.WATCH,
    facts=Facts(quantity="door_open", value=1.0, value_at_ms=at("02:29"), limit=0.5, peak=1.0),
)


def test_a_temperature_of_the_goods_is_told_as_theirs() -> None:
    """Where the goods are too warm, the value is said of the goods and not of the room."""
    goods = replace(ALERT, facts=replace(FACTS, quantity="product_temperature_c", value=6.2, life_lost_h=2.6))
    text = short_text(goods, EventKind.RAISED, context(), NOW_MS)
    assert text.startswith("ACT NOW Cold room 2 (Waxberry): goods 6.2C, limit 4, 35 min, rising.")
    over = replace(goods, ended_at_ms=at("02:28"), facts=replace(goods.facts, value=3.1))
    text = short_text(over, EventKind.RESOLVED, context(), NOW_MS)
    assert "goods 3.1C. Goods were over 4C for 33 min, max 8.4C." in text


def test_goods_that_still_cool_down_are_not_told_as_cold() -> None:
    """When the trouble is over and the goods are still warm, the clear says that they are on their way."""
    facts = replace(FACTS, quantity="product_temperature_c", value=8.5, peak=17.9, life_lost_h=12.5)
    over = replace(ALERT, ended_at_ms=at("02:28"), facts=facts)
    text = short_text(over, EventKind.RESOLVED, context(), NOW_MS)
    assert "goods 8.5C, on the way back. Trouble lasted 33 min, max 17.9C." in text
    assert "It is on its way back." in long_text(over, EventKind.RESOLVED, context(), NOW_MS)


def test_an_old_value_has_no_trend() -> None:
    """Which way a value went an hour ago says nothing about now."""
    stale = replace(ALERT, facts=replace(FACTS, value_at_ms=at("01:30")))
    assert "rising" not in short_text(stale, EventKind.RAISED, context(), NOW_MS)
    assert "rising" not in long_text(stale, EventKind.RAISED, context(), NOW_MS)


def test_a_value_that_is_no_temperature_says_what_it_is() -> None:
    """A percentage is told as humidity or soil, because a bare one could be either."""
    facts = Facts(quantity="relative_humidity_pct", value=96.4, value_at_ms=NOW_MS, limit=90.0)
    humid = replace(ALERT, cause=Cause.TOO_HUMID, facts=facts)
    assert "humidity 96%, limit 90" in short_text(humid, EventKind.RAISED, context(), NOW_MS)


def test_a_failing_cold_room_is_told_in_the_order_in_which_a_person_acts() -> None:
    """Urgency, place (product), value against limit, duration, trend, cost, action, time left."""
    assert short_text(ALERT, EventKind.RAISED, context(), NOW_MS) == (
        "ACT NOW Cold room 2 (Waxberry): 7.8C, limit 4, 35 min, rising. About 9h shelf life used, "
        "2.5 days left. Check door and compressor. Too late about 03:40."
    )


def test_an_early_warning_says_watch() -> None:
    """The urgency word is that of the alert's severity."""
    watch = replace(ALERT, severity=Severity.WATCH)
    assert short_text(watch, EventKind.RAISED, context(), NOW_MS).startswith("WATCH Cold room 2")


def test_a_cost_that_grew_is_told_as_still_growing() -> None:
    """A message about a greater cost says, where there is room, that it is not the end of it."""
    soon = replace(ALERT, facts=replace(FACTS, too_late_at_ms=None))
    text = short_text(soon, EventKind.GREW, context(), NOW_MS)
    assert "About 9h shelf life used, still growing, 2.5 days left" in text
    assert "(Waxberry)" in short_text(ALERT, EventKind.GREW, context(), NOW_MS)


def test_what_grows_while_somebody_goes_says_who() -> None:
    """Others who hear that the cost grows hear too that it is taken, in the place of what to do."""
    taken = replace(ALERT, acknowledged_by="Ana", acknowledged_at_ms=NOW_MS)
    text = short_text(taken, EventKind.GREW, context(), NOW_MS)
    assert "Ana is on it" in text
    assert "Check" not in text


def test_a_taken_alert_names_who_is_on_it_and_asks_nothing_of_the_others() -> None:
    """Whoever reads TAKEN knows who goes, since when, and that they may stay in bed."""
    taken = replace(
        ALERT, state=AlertState.ACKNOWLEDGED, acknowledged_by="Ana", acknowledged_at_ms=at("02:25")
    )
    text = short_text(taken, EventKind.ACKNOWLEDGED, context(), NOW_MS)
    assert text.startswith("TAKEN Cold room 2 (Waxberry): Ana is on it since 02:25. No need to act.")


def test_an_all_clear_has_duration_peak_and_total_cost() -> None:
    """Nothing is ever cleared without how long it was, how far it went and what it cost."""
    assert short_text(RESOLVED, EventKind.RESOLVED, context(), NOW_MS) == (
        "OK Cold room 2 (Waxberry): 3.1C. Was over 4C for 33 min, max 8.4C. "
        "About 9h shelf life used, 2.5 days left."
    )


def test_an_all_clear_in_the_long_text_has_them_too() -> None:
    """The long text of a clear names start, end, duration and the highest value with its time."""
    text = long_text(RESOLVED, EventKind.RESOLVED, context(), NOW_MS)
    assert "It lasted 33 min, from 01:55 to 02:28. Highest: 8.4 °C at 02:20." in text


def test_cold_is_told_downwards() -> None:
    """Below a lower limit the words are under and min."""
    frost = replace(
        RESOLVED,
        cause=Cause.TOO_COLD,
        facts=replace(FACTS, value=2.0, limit=0.0, peak=-1.24, life_lost_h=None, life_left_h=None),
    )
    text = short_text(frost, EventKind.RESOLVED, context(), NOW_MS)
    assert "Was under 0C for 33 min, min -1.2C" in text


def test_dry_soil_by_tension_is_told_upwards() -> None:
    """Soil tension is high where soil is dry: the words follow the numbers, not the cause."""
    dry = replace(
        RESOLVED,
        cause=Cause.SOIL_TOO_DRY,
        facts=Facts(quantity="soil_tension_kpa", value=30.0, value_at_ms=NOW_MS, limit=40.0, peak=55.0),
    )
    text = short_text(dry, EventKind.RESOLVED, context("Bay 1", PlaceKind.GREENHOUSE), NOW_MS)
    assert "Was over 40 kPa for 33 min, max 55 kPa" in text


def test_a_silent_sensor_cannot_be_seen_which_is_not_fine() -> None:
    """Silence is told as CANNOT SEE, with the last value and when that was."""
    assert short_text(SILENT, EventKind.RAISED, context(), NOW_MS) == (
        "CANNOT SEE Cold room 2 (Waxberry): no data 35 min, last 3.9C at 01:55. "
        "Look at its display, check gateway."
    )


def test_several_dark_sensors_are_counted() -> None:
    """One message tells how many sensors went dark together."""
    dark = replace(SILENT, devices=("probe-1", "probe-2", "probe-3"))
    assert "3 sensors dark" in short_text(dark, EventKind.RAISED, context(), NOW_MS)


def test_a_sensor_that_is_back_tells_how_long_it_was_dark() -> None:
    """The end of a silence names its period and does not say that all was well in it."""
    back = replace(SILENT, ended_at_ms=at("02:28"), facts=replace(SILENT.facts, value_at_ms=at("02:28")))
    text = short_text(back, EventKind.RESOLVED, context(), NOW_MS)
    assert text == "OK Cold room 2 (Waxberry): data is back, 3.9C. Was dark 01:55-02:28, 33 min."


def test_what_was_found_late_is_told_as_past() -> None:
    """An excursion that was over before we knew is told with its period, and sends nobody running."""
    late = replace(RESOLVED, found_late=True)
    text = short_text(late, EventKind.FOUND_LATE, context("Truck 7", PlaceKind.TRUCK), NOW_MS)
    assert text.startswith("FOUND LATE Truck 7 (Waxberry): was over 4C 01:55-02:28, 33 min, max 8.4C.")
    assert "Call driver" not in text


def test_what_never_was_is_taken_back() -> None:
    """When late readings show that there was no trouble, people are told so, without a cost."""
    text = short_text(ALERT, EventKind.WITHDRAWN, context(), NOW_MS)
    assert text.startswith("CORRECTED Cold room 2 (Waxberry): was not too warm")
    assert "shelf life" not in long_text(ALERT, EventKind.WITHDRAWN, context(), NOW_MS)


def test_an_open_door_is_a_door_and_not_a_number() -> None:
    """A door alert says door open and never shows the sensor's 1 or its threshold."""
    assert short_text(DOOR, EventKind.RAISED, context(), NOW_MS) == (
        "WATCH Cold room 2 (Waxberry): door open 35 min, since 01:55. Shut the door."
    )
    shut = replace(DOOR, ended_at_ms=at("02:28"))
    assert "door was open 33 min." in short_text(shut, EventKind.RESOLVED, context(), NOW_MS)
    assert problem(DOOR, context()) == "door open"


def test_nobody_is_sent_to_a_door_that_is_shut() -> None:
    """Once the door is shut the alert tells how long it was open, and asks for what is still wrong."""
    shut = replace(DOOR, facts=replace(DOOR.facts, value=0.0, value_at_ms=at("02:15")))
    assert short_text(shut, EventKind.RAISED, context(), NOW_MS) == (
        "WATCH Cold room 2 (Waxberry): too warm for 35 min, door was open 20 min, shut since 02:15. "
        "Check door and compressor."
    )
    assert problem(shut, context()) == "too warm, door was open"
    assert "Shut the door" not in long_text(shut, EventKind.RAISED, context(), NOW_MS)


def test_a_door_is_not_told_as_open_for_longer_than_it_was() -> None:
    """The room recovers after its door was shut; that time is trouble, and no open door."""
    facts = replace(DOOR.facts, value=0.0, value_at_ms=at("02:15"))
    over = replace(DOOR, facts=facts, ended_at_ms=at("02:28"))
    text = short_text(over, EventKind.RESOLVED, context(), NOW_MS)
    assert "door was open 20 min, trouble lasted 33 min." in text
    text = short_text(over, EventKind.FOUND_LATE, context(), NOW_MS)
    assert "door was open 20 min, trouble 01:55-02:28, 33 min." in text


def test_what_is_over_is_told_without_the_value_of_back_then() -> None:
    """Read again hours later, the clear gives duration, peak and cost, and no value that is long gone."""
    facts = replace(FACTS, quantity="product_temperature_c", value=8.5, peak=17.9, life_lost_h=12.5)
    over = replace(ALERT, ended_at_ms=at("02:28"), facts=facts)
    text = short_text(over, EventKind.RESOLVED, context(), at("11:00"))
    assert text.startswith("OK Cold room 2 (Waxberry): trouble lasted 33 min, max 17.9C. About 12h")


def test_a_period_within_one_day_names_its_day_once() -> None:
    """A period of yesterday says its weekday at its start, and again only where it ends on another day."""
    late = replace(RESOLVED, found_late=True)
    tomorrow = at("10:00", day=15)
    assert "Sun 01:55-02:28, 33 min" in short_text(late, EventKind.FOUND_LATE, context(), tomorrow)
    longer = replace(late, ended_at_ms=at("00:10", day=15))
    assert "Sun 01:55-00:10" in short_text(longer, EventKind.FOUND_LATE, context(), tomorrow)


def test_a_stale_value_carries_its_age_even_in_a_text_message() -> None:
    """A value older than ten minutes is never shown as if it were the present one."""
    stale = replace(ALERT, facts=replace(FACTS, value_at_ms=at("02:05")))
    assert "7.8C 25 min ago" in short_text(stale, EventKind.RAISED, context(), NOW_MS)


def test_every_value_in_the_long_text_has_its_age_and_its_arrival() -> None:
    """The long text says when a value was read, how long ago that is, and when it reached us."""
    surroundings = Context(context().place, context().site, received_at_ms=at("02:30"))
    text = long_text(ALERT, EventKind.RAISED, surroundings, NOW_MS)
    assert "7.8 °C (limit 4 °C), read at 02:29, 1 min ago, received at 02:30." in text


def test_times_are_those_of_the_site() -> None:
    """A moment is told on the site's wall clock, with its weekday where it is not today."""
    tomorrow = replace(ALERT, facts=replace(FACTS, too_late_at_ms=at("03:40", day=15)))
    assert "Too late about Mon 03:40." in short_text(tomorrow, EventKind.RAISED, context(), NOW_MS)


def test_what_is_already_too_late_is_said_so() -> None:
    """A moment that has passed is not told as if there were time left."""
    past = replace(ALERT, facts=replace(FACTS, too_late_at_ms=at("02:10")))
    assert "Too late since 02:10." in short_text(past, EventKind.RAISED, context(), NOW_MS)


def test_a_name_in_chinese_becomes_a_name_that_a_text_message_can_carry() -> None:
    """The short text names the kind of place and its number instead; the long text keeps the name."""
    assert short_text(ALERT, EventKind.RAISED, context("冷库2"), NOW_MS).startswith("ACT NOW Cold room 2 (")
    assert "冷库2" in long_text(ALERT, EventKind.RAISED, context("冷库2"), NOW_MS)


def test_the_same_happening_has_the_same_key_and_another_one_another() -> None:
    """The key follows from alert, kind and step alone, so that sending twice is harmless."""
    key = compose(ALERT, EventKind.RAISED, context(), NOW_MS).key
    assert compose(ALERT, EventKind.RAISED, context(), NOW_MS + 1000).key == key
    later = replace(ALERT, updated_at_ms=at("02:45"))
    others = {
        compose(ALERT, EventKind.GREW, context(), NOW_MS).key,
        compose(later, EventKind.RAISED, context(), NOW_MS).key,
        compose(replace(ALERT, id="a78"), EventKind.RAISED, context(), NOW_MS).key,
    }
    assert key not in others
    assert len(others) == 3


def test_the_title_starts_with_the_urgency() -> None:
    """What a phone shows first is how urgent it is and where."""
    assert compose(ALERT, EventKind.RAISED, context(), NOW_MS).title == "ACT NOW Cold room 2: too warm"
