"""Shades of a chart, cut to what it shows."""

from __future__ import annotations

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from api.views.shades import shades_of
from tests.api.views.examples import MINUTE_MS, NOW_MS, PLACE

HOUR_MS = 60 * MINUTE_MS


def _spell(
    start_h: float, length_min: float | None, detector: str = "limits", source: str = "probe"
) -> Spell:
    start_ms = NOW_MS - int(start_h * HOUR_MS)
    end_ms = None if length_min is None else start_ms + int(length_min * MINUTE_MS)
    cause = Cause.SILENT if detector == "silence" else Cause.TOO_WARM
    return Spell(PLACE.id, cause, detector, source, start_ms, None, end_ms, None, Facts())


def test_shades_are_cut_to_the_chart() -> None:
    """What began before the chart begins at its edge, and what goes on has no end."""
    start_ms = NOW_MS - 2 * HOUR_MS
    shades = shades_of([_spell(3, 90), _spell(1, None, "silence")], start_ms, NOW_MS)
    assert [(shade.start, shade.end, shade.label) for shade in shades] == [
        (start_ms, NOW_MS - 3 * HOUR_MS + 90 * MINUTE_MS, "outside"),
        (NOW_MS - HOUR_MS, None, "offline"),
    ]


def test_a_rhythm_is_known_by_what_was_before_the_chart() -> None:
    """A defrost on a short chart is called one because of the days before it."""
    spells = [_spell(6 * number + 1, 25) for number in range(8)]
    (shade,) = shades_of(spells, NOW_MS - 2 * HOUR_MS, NOW_MS)
    assert (shade.label, shade.title) == ("defrost", "Defrost")


def test_two_sensors_that_agree_make_one_shade() -> None:
    """The same stretch found by two sensors is shaded once; goods shade nothing."""
    spells = [_spell(1, 30), _spell(1, 30, source="other"), _spell(1, 30, "goods")]
    assert len(shades_of(spells, NOW_MS - 2 * HOUR_MS, NOW_MS)) == 1
