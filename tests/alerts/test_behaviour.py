"""Labels of deviations: doors, defrosts by shape and rhythm, silence, and the rest."""

from __future__ import annotations

from msgspec.structs import replace

from alerts.alert import Facts, Spell
from alerts.behaviour import Behaviour, shades
from alerts.cause import Cause, Use


def found(
    start: float,
    length: float,
    *,
    detector: str = "limits",
    cause: Cause = Cause.TOO_WARM,
    raised: bool = False,
) -> Spell:
    """Return a finding from this hour on, *length* minutes long."""
    start_ms = int(start * 3_600_000)
    return Spell(
        place_id="room",
        cause=cause,
        detector=detector,
        source=f"{detector}-1",
        started_at_ms=start_ms,
        raised_at_ms=start_ms if raised else None,
        ended_at_ms=start_ms + int(length * 60_000),
        act_now_at_ms=None,
        facts=Facts(),
    )


def labels(*spells: Spell) -> list[Behaviour]:
    """Return the labels of these findings, oldest first."""
    return [shade.label for shade in shades(spells)]


def test_brief_warm_spells_at_the_same_distance_are_defrosts() -> None:
    """Every six hours, about as long each time: the coil is heated."""
    day = [found(hour, 22 + hour % 3) for hour in (2, 8, 14.2, 20)]
    assert labels(*day) == [Behaviour.DEFROST] * 4


def test_warm_spells_without_rhythm_are_outside() -> None:
    """Two of them, or three at odd distances, show no rhythm."""
    assert labels(found(2, 22), found(8, 22)) == [Behaviour.OUTSIDE] * 2
    assert labels(found(2, 22), found(5, 22), found(14, 22)) == [Behaviour.OUTSIDE] * 3


def test_a_rhythm_is_told_although_something_else_comes_between() -> None:
    """A long spell between two defrosts is not one of them and does not hide them."""
    spells = [found(2, 22), found(8, 22), found(11, 300, raised=True), found(14, 22), found(20, 22)]
    expected = [Behaviour.DEFROST] * 2 + [Behaviour.OUTSIDE] + [Behaviour.DEFROST] * 2
    assert labels(*spells) == expected


def test_a_raised_spell_is_never_excused() -> None:
    """What people were told of is outside its limits, rhythm or not."""
    assert labels(*(found(hour, 60, raised=True) for hour in (2, 8, 14))) == [Behaviour.OUTSIDE] * 3


def test_air_that_gets_warm_by_a_door_is_labelled_by_the_door() -> None:
    """The door and the warm air that follows it are one thing."""
    assert labels(found(9, 12, detector="door"), found(9.1, 20)) == [Behaviour.DOOR] * 2
    assert labels(found(9, 12, detector="door"), found(11, 20)) == [Behaviour.DOOR, Behaviour.OUTSIDE]


def test_silence_is_off_line_and_goods_have_no_shade() -> None:
    """A chart of a place shows where nothing was heard; what the goods suffered is told elsewhere."""
    spells = [found(1, 60, detector="silence", cause=Cause.SILENT), found(3, 60, detector="goods")]
    spells.append(found(4, 60, detector="rough", cause=Cause.ROUGH_HANDLING))
    spells.append(found(5, 60, detector="room", cause=Cause.UNIT_FAILING))
    assert labels(*spells) == [Behaviour.OFFLINE]


def hump(start: float, length: float, use: Use, source: str = "limits-1") -> Spell:
    """Return what the air of a room tells of its use."""
    spell = found(start, length, detector="room", cause=Cause.IN_USE)
    return replace(spell, source=source, facts=Facts(use=use))


def test_what_warmed_a_room_is_one_shade_with_the_deviation_that_it_made() -> None:
    """The air tells a door by its shape, and its passing of the limit is no second shade."""
    (shade,) = shades([hump(9, 40, Use.DOOR), found(9.1, 20)])
    assert (shade.label, shade.end_ms) == (Behaviour.DOOR, (9 * 3_600_000) + 40 * 60_000)
    assert [one.label for one in shades([hump(9, 40, Use.DOOR), found(9.1, 80, raised=True)])] == [
        Behaviour.DOOR,
        Behaviour.OUTSIDE,
    ]


def test_a_rhythm_that_shows_only_afterwards_is_a_defrost_from_its_first_day_on() -> None:
    """What the air was first taken for gives way to the rhythm of what it did."""
    day = [hump(hour, 50, Use.DOOR) for hour in (2, 8, 14)] + [found(hour + 0.2, 22) for hour in (2, 8, 14)]
    assert labels(*day) == [Behaviour.DEFROST] * 3


def test_a_door_s_own_sensor_and_a_lot_that_comes_in_say_it_best() -> None:
    """Warm air by an open door is no defrost, and warm air as a lot comes in is a load."""
    by_door = shades([found(9, 12, detector="door"), hump(9.1, 40, Use.DEFROST)])
    assert [shade.label for shade in by_door] == [Behaviour.DOOR] * 2
    (load,) = shades([hump(9, 40, Use.DOOR)], [int(9.5 * 3_600_000)])
    assert load.label is Behaviour.LOADING
    assert labels(hump(9, 200, Use.LOADING)) == [Behaviour.LOADING]
