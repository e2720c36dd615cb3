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
from alerts.notify.audience import Language
from api.schemas.places import PlaceAnswer, State, ValueAnswer
from api.views.state_words import WORDS, StateWords
from api.views.wording import duration, title_of

_WORST_FIRST = (State.ACT_NOW, State.CANNOT_SEE, State.WATCH, State.GOOD)
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
    language: Language = Language.ENGLISH,
) -> Standing:
    """Return how a place is.

    Args:
        alerts: its lasting alerts.
        values: its newest values.
        main_quantity: what has to be fresh for the place to be seen; empty: any value will do.
        doubted: sensors that are not to be trusted, each with its quantity: what they say is not seen.
        language: in which the reason is told.
    """
    lasting = [shown for shown in alerts if is_lasting(shown.alert)]
    closed = [shown for shown in alerts if shown.alert.lasts and not shown.alert.calls]
    severe = _about(lasting, severe=True)
    if severe:
        return Standing(State.ACT_NOW, severe[0].title)
    blind = _blindness(values, main_quantity, doubted, language)
    if blind:
        return Standing(State.CANNOT_SEE, blind)
    mild = _about(lasting, severe=False) or lasting
    if mild:
        return Standing(State.WATCH, mild[0].title)
    if closed:
        first = closed[0]
        words = WORDS[language].closed.format(problem=first.title, who=first.alert.closed_by)
        return Standing(State.WATCH, words)
    return _by_band(values, WORDS[language])


def farm_standing(
    places: Sequence[PlaceAnswer], troubles: Sequence[str], language: Language = Language.ENGLISH
) -> Standing:
    """Return how the whole farm is.

    Args:
        places: every place as it is now.
        troubles: why the service itself may not see what happens (broker gone, journal full).
        language: in which the reason is told.
    """
    words = WORDS[language]
    if not places:
        blind = words.states[State.CANNOT_SEE]
        return Standing(State.CANNOT_SEE, words.of.format(where=blind, what=words.no_places))
    state = worst([place.state for place in places] + [State.CANNOT_SEE] * bool(troubles))
    if state is State.GOOD:
        return Standing(state, words.states[state])
    reasons = [
        words.of.format(where=place.name, what=place.state_reason) for place in places if place.state is state
    ]
    if state is State.CANNOT_SEE:
        reasons = [*troubles, *reasons]
    more = words.more.format(count=len(reasons) - 1) if len(reasons) > 1 else ""
    first = words.of.format(where=words.states[state], what=reasons[0])
    return Standing(state, f"{first}{more}{_besides(places, state, words)}")


def _besides(places: Sequence[PlaceAnswer], worst_state: State, words: StateWords) -> str:
    """Name the places that are less bad than the worst ones, but not good: the worst must not hide them."""
    others = [place for place in places if place.state not in {worst_state, State.GOOD}]
    named = sorted(others, key=lambda place: _WORST_FIRST.index(place.state))
    return "".join(
        words.besides.format(state=words.states[place.state].lower(), where=place.name)
        for place in named[:_NAMED_BESIDES]
    )


def _about(alerts: Sequence[Shown], *, severe: bool) -> list[Shown]:
    """Return the alerts about the climate or the goods (not about silence), oldest first."""
    chosen = [
        shown
        for shown in alerts
        if (shown.alert.severity is Severity.ACT_NOW) is severe and shown.alert.cause not in BLIND
    ]
    return sorted(chosen, key=lambda shown: shown.alert.raised_at_ms)


def _blindness(
    values: Sequence[ValueAnswer], main_quantity: str, doubted: Collection[Voice], language: Language
) -> str:
    """Return why nothing tells how the place is; empty where something does."""
    words = WORDS[language]
    main = [value for value in values if value.quantity == main_quantity] if main_quantity else list(values)
    fresh = [value for value in main if not value.stale]
    if any((value.device, value.quantity) not in doubted for value in fresh):
        return ""
    if fresh:
        return words.untrusted.format(what=fresh[0].title.lower())
    if not values:
        return words.unheard
    if not main:
        return words.unmeasured.format(what=title_of(main_quantity, language).lower())
    newest = min(main, key=lambda value: value.age_s)
    return words.not_read_for.format(what=newest.title.lower(), length=duration(newest.age_s, language))


def _by_band(values: Sequence[ValueAnswer], words: StateWords) -> Standing:
    outside = [value for value in values if value.in_band is False and not value.stale]
    if not outside:
        return Standing(State.GOOD, words.fine)
    return Standing(State.GOOD, words.briefly_outside.format(what=outside[0].title.lower()))
