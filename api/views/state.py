"""How a place and the whole farm are, in one of four words; pure.

Worst first: *act now* (goods are being lost), *cannot see* (nothing tells us that they are not),
*watch*, *good*. Unknown is never good.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from alerts.alert import Alert, AlertState, Severity
from alerts.cause import BLIND, Cause
from alerts.doubt import Voice
from api.schemas.places import PlaceAnswer, State, ValueAnswer

_WORST_FIRST = (State.ACT_NOW, State.CANNOT_SEE, State.WATCH, State.GOOD)
_WORDS = {
    State.ACT_NOW: "Act now",
    State.CANNOT_SEE: "We cannot see",
    State.WATCH: "Watch",
    State.GOOD: "All good",
}
_NAMED_BESIDES = 3
_LASTING = frozenset({AlertState.OPEN, AlertState.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True)
class Shown:
    """An alert with the title under which people see it."""

    alert: Alert
    title: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A state and the reason for it, in a sentence without a full stop."""

    state: State
    reason: str


def is_lasting(alert: Alert) -> bool:
    """Tell whether *alert* still goes on."""
    return alert.state in _LASTING


def alert_state(alert: Alert) -> State:
    """Return how *alert* looks: what tells of not seeing is no watch, and a rehearsal is no danger."""
    if alert.cause in BLIND:
        return State.CANNOT_SEE
    if alert.cause is Cause.REHEARSAL or alert.severity is not Severity.ACT_NOW:
        return State.WATCH
    return State.ACT_NOW


def worst(states: Sequence[State]) -> State:
    """Return the worst of *states*; nothing at all is nothing that we can see."""
    return min(states, key=_WORST_FIRST.index, default=State.CANNOT_SEE)


def place_standing(
    alerts: Sequence[Shown],
    values: Sequence[ValueAnswer],
    main_quantity: str,
    doubted: Collection[Voice] = (),
) -> Standing:
    """Return how a place is.

    Args:
        alerts: its lasting alerts.
        values: its newest values.
        main_quantity: what has to be fresh for the place to be seen; empty: any value will do.
        doubted: sensors that are not to be trusted, each with its quantity: what they say is not seen.
    """
    lasting = [shown for shown in alerts if is_lasting(shown.alert)]
    closed = [shown for shown in alerts if shown.alert.lasts and not shown.alert.calls]
    severe = _about(lasting, severe=True)
    if severe:
        return Standing(State.ACT_NOW, severe[0].title)
    blind = _blindness(values, main_quantity, doubted)
    if blind:
        return Standing(State.CANNOT_SEE, blind)
    mild = _about(lasting, severe=False) or lasting
    if mild:
        return Standing(State.WATCH, mild[0].title)
    if closed:
        return Standing(State.WATCH, f"{closed[0].title} still, resolved by {closed[0].alert.closed_by}")
    return _by_band(values)


def farm_standing(places: Sequence[PlaceAnswer], troubles: Sequence[str]) -> Standing:
    """Return how the whole farm is.

    Args:
        places: every place as it is now.
        troubles: why the service itself may not see what happens (broker gone, journal full).
    """
    if not places:
        return Standing(State.CANNOT_SEE, "We cannot see: no place has been set up yet")
    state = worst([place.state for place in places] + [State.CANNOT_SEE] * bool(troubles))
    if state is State.GOOD:
        return Standing(state, _WORDS[state])
    reasons = [f"{place.name}: {place.state_reason}" for place in places if place.state is state]
    if state is State.CANNOT_SEE:
        reasons = [*troubles, *reasons]
    more = f", and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return Standing(state, f"{_WORDS[state]}: {reasons[0]}{more}{_besides(places, state)}")


def _besides(places: Sequence[PlaceAnswer], worst_state: State) -> str:
    """Name the places that are less bad than the worst ones, but not good: the worst must not hide them."""
    others = [place for place in places if place.state not in {worst_state, State.GOOD}]
    named = sorted(others, key=lambda place: _WORST_FIRST.index(place.state))
    return "".join(f"; {_WORDS[place.state].lower()}: {place.name}" for place in named[:_NAMED_BESIDES])


def _about(alerts: Sequence[Shown], *, severe: bool) -> list[Shown]:
    """Return the alerts about the climate or the goods (not about silence), oldest first."""
    chosen = [
        shown
        for shown in alerts
        if (shown.alert.severity is Severity.ACT_NOW) is severe and shown.alert.cause not in BLIND
    ]
    return sorted(chosen, key=lambda shown: shown.alert.raised_at_ms)


def _blindness(values: Sequence[ValueAnswer], main_quantity: str, doubted: Collection[Voice]) -> str:
    """Return why nothing tells how the place is; empty where something does."""
    main = [value for value in values if value.quantity == main_quantity] if main_quantity else list(values)
    fresh = [value for value in main if not value.stale]
    if any((value.device, value.quantity) not in doubted for value in fresh):
        return ""
    if fresh:
        return f"no sensor of {fresh[0].title.lower()} here is to be trusted"
    if not values:
        return "nothing has been heard from here yet"
    if not main:
        return f"no sensor measures {main_quantity} here"
    newest = min(main, key=lambda value: value.age_s)
    return f"no reading of {newest.title.lower()} for {duration(newest.age_s)}"


def _by_band(values: Sequence[ValueAnswer]) -> Standing:
    outside = [value for value in values if value.in_band is False and not value.stale]
    if not outside:
        return Standing(State.GOOD, "everything is as it should be")
    value = outside[0]
    return Standing(
        State.GOOD, f"{value.title.lower()} is outside its band, but not for long enough to matter"
    )


def duration(seconds: float) -> str:
    """Return *seconds* as people say it.

    >>> duration(42), duration(2_520), duration(4_320), duration(200_000)
    ('42 s', '42 min', '1 h 12 min', '2 d 7 h')
    """
    minutes, hours, days = int(seconds // 60), int(seconds // 3_600), int(seconds // 86_400)
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"
