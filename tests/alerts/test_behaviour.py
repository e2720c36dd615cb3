"""Labels of deviations: doors, defrosts by shape and rhythm, silence, and the rest."""

from __future__ import annotations

from alerts.alert import Facts, Spell
from alerts.behaviour import Behaviour, shades
from alerts.cause import Cause


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
    assert labels(*spells) == [Behaviour.OFFLINE]
