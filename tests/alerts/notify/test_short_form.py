"""Whatever the facts and the names: 160 plain characters, and no number cut in two."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from alerts.alert import Alert, AlertState, EventKind, Facts, Severity
from alerts.cause import Cause
from alerts.notify.actions import ACTIONS, DOOR_OPEN, MAX_SHORT
from alerts.notify.gsm7 import MAX_CHARACTERS, is_plain, plain, plain_name, shorten
from alerts.notify.message import Context, LotName, long_text, short_text
from ingest.clock import MS_PER_DAY
from ingest.place import Place, PlaceKind, Site
from ingest.quantity import QUANTITIES
from tests.alerts.notify.examples import NOW_MS

instants = st.integers(NOW_MS - 40 * MS_PER_DAY, NOW_MS + 40 * MS_PER_DAY)
numbers = st.none() | st.floats(-1e9, 1e9) | st.sampled_from((float("nan"), float("inf"), 0.0, -0.0))
names = st.text(min_size=1, max_size=60) | st.sampled_from(
    (
        "冷库 2 号",
        "Chambre froide n° 2",
        "Скла́д 12",
        "Kühlhaus [2] {Süd}",
        "Refrigerated storage hall number 1234567",
    )
)

facts = st.builds(
    Facts,
    quantity=st.sampled_from(("", "unheard_of", *QUANTITIES)),
    device=st.just("probe-1"),
    value=numbers,
    value_at_ms=st.none() | instants,
    limit=numbers,
    peak=numbers,
    peak_at_ms=st.none() | instants,
    trend_per_h=numbers,
    product_temperature_c=st.none() | st.floats(-60, 85),
    life_lost_h=numbers,
    life_left_h=numbers,
    life_left_low_h=numbers,
    too_late_at_ms=st.none() | instants,
    interval_s=numbers,
    door_open_since_ms=st.none() | instants,
)

alerts = st.builds(
    Alert,
    id=st.just("a1"),
    place_id=st.just("p1"),
    cause=st.sampled_from(Cause),
    severity=st.sampled_from(Severity),
    state=st.sampled_from(AlertState),
    started_at_ms=instants,
    raised_at_ms=instants,
    ended_at_ms=st.none() | instants,
    updated_at_ms=instants,
    found_late=st.booleans(),
    facts=facts,
    devices=st.lists(names, max_size=3).map(tuple),
    acknowledged_by=names | st.just(""),
    acknowledged_at_ms=st.none() | instants,
)

contexts = st.builds(
    Context,
    place=st.builds(
        Place, st.just("p1"), st.just("s1"), names, st.sampled_from(PlaceKind), st.just("cold_room")
    ),
    site=st.just(Site("s1", "青田", "Asia/Shanghai")),
    lots=st.lists(st.builds(LotName, names, names, names), max_size=3).map(tuple),
    recipe_title=names,
    door_open=st.none() | st.booleans(),
    received_at_ms=st.none() | instants,
    told=st.lists(names, max_size=2).map(tuple),
)


@given(alerts, st.sampled_from(EventKind), contexts)
def test_a_text_message_always_fits_and_is_always_plain(
    alert: Alert, kind: EventKind, context: Context
) -> None:
    """Random facts and names never give more than 160 characters, nor one outside the basic alphabet."""
    text = short_text(alert, kind, context, NOW_MS)
    assert len(text) <= MAX_CHARACTERS
    assert is_plain(text)


@given(alerts, st.sampled_from(EventKind), contexts)
def test_a_long_text_leaves_out_what_is_missing(alert: Alert, kind: EventKind, context: Context) -> None:
    """Whatever is missing from the facts, or is no number, is left out of the long text."""
    text = long_text(alert, kind, context, NOW_MS)
    named = str((alert.acknowledged_by, alert.devices, context.lots, context.told, context.place.name))
    for gap in re.findall(r"\b(?:None|nan|inf)\b", text):
        assert gap in named


@given(st.sampled_from(EventKind), contexts, st.floats(-60, 85), st.floats(0, 900), st.floats(0, 900))
def test_no_number_of_a_text_message_is_cut(
    kind: EventKind, context: Context, value: float, lost_h: float, left_h: float
) -> None:
    """Every number with a decimal point in the message is complete: a point is followed by its decimals."""
    alert = Alert(
        "a1",
        "p1",
        Cause.TOO_WARM,
        Severity.ACT_NOW,
        AlertState.OPEN,
        NOW_MS - 1,
        NOW_MS,
        None,
        NOW_MS,
        False,
        Facts(quantity="air_temperature_c", value=value, limit=4.0, life_lost_h=lost_h, life_left_h=left_h),
    )
    bare = Context(Place("p1", "s1", "Room", context.place.kind, "r"), context.site)
    text = short_text(alert, kind, bare, NOW_MS)
    assert text.endswith(".")
    assert re.search(r"\d\.(?!\d| |$)", text) is None


@given(st.text(max_size=60), st.integers(1, 40))
def test_shortening_a_name_keeps_its_numbers_whole(name: str, limit: int) -> None:
    """A number of a shortened name is one of the whole name, never the front half of one."""
    short = shorten(plain(name), limit)
    assert len(short) <= limit
    assert set(re.findall(r"\d+", short)) <= set(re.findall(r"\d+", plain(name)))


@given(st.text(max_size=60))
def test_a_plain_name_says_something(name: str) -> None:
    """Whatever a name is made of, its plain form is in the basic alphabet and not empty."""
    assert is_plain(plain_name(name, "Cold room"))
    assert plain_name(name, "Cold room")


def test_every_action_fits_a_text_message_beside_its_numbers() -> None:
    """Every cause in every kind of place has an action that is short, plain and without a full stop."""
    for action in (*ACTIONS.values(), DOOR_OPEN):
        assert len(action.short) <= MAX_SHORT, action.short
        assert is_plain(action.short), action.short
        assert not action.short.endswith(".")
        assert action.long.endswith((".", "?"))
