"""The life of an alert: what the episodes found make of the alerts that people see.

Pure. Episodes are functions of the readings and may change when readings come late; alerts follow them.
What people did (acknowledge) belongs to the alert and is never derived from readings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

import msgspec

from alerts.alert import Alert, AlertEvent, AlertState, EventKind, Facts
from alerts.cause import BLIND
from alerts.episode import Episode
from ingest.clock import MS_PER_MINUTE

LATE_MS = 30 * MS_PER_MINUTE
"""What was raised longer ago than this before we knew of it was found late."""

PATIENCE_MS = 5 * MS_PER_MINUTE
"""A gateway that delivers its past has this long to come to the present before people are called."""

_GROWTH = 2.0
"""People are told again when the cost has doubled since they were last told."""

_LEAST_TOLD_H = 1.0
"""Costs below this are not worth a message of their own [h of shelf life]."""

_LASTING = (AlertState.OPEN, AlertState.ACKNOWLEDGED)
_KNOWN = (*_LASTING, AlertState.RESOLVED)
_STAYS = (
    EventKind.ESCALATED,
    EventKind.GREW,
    EventKind.SNOOZED,
    EventKind.STILL_BAD,
    EventKind.MUTED,
    EventKind.CALLED,
    EventKind.PASSED,
)
_REMARKS = (EventKind.SEEN, EventKind.COMMENTED, EventKind.PHOTOGRAPHED, EventKind.EXPLAINED)

TRANSITIONS: Mapping[tuple[AlertState | None, EventKind], AlertState] = MappingProxyType(
    {
        (None, EventKind.RAISED): AlertState.OPEN,
        (None, EventKind.FOUND_LATE): AlertState.RESOLVED,
        (AlertState.RESOLVED, EventKind.RAISED): AlertState.OPEN,
        (AlertState.RESOLVED, EventKind.REOPENED): AlertState.OPEN,
        **{(state, EventKind.ACKNOWLEDGED): AlertState.ACKNOWLEDGED for state in _LASTING},
        **{(state, EventKind.RESOLVED): AlertState.RESOLVED for state in _LASTING},
        **{(state, EventKind.CLOSED): AlertState.RESOLVED for state in _LASTING},
        **{(state, EventKind.WITHDRAWN): AlertState.WITHDRAWN for state in _KNOWN},
        **{(state, kind): state for state in _LASTING for kind in _STAYS},
        **{(state, kind): state for state in _KNOWN for kind in _REMARKS},
    }
)
"""What may happen to an alert in each state (None: it does not exist yet), and where it leads."""


ALARMS = frozenset(
    {EventKind.RAISED, EventKind.ESCALATED, EventKind.GREW, EventKind.STILL_BAD, EventKind.REOPENED}
)
"""Events that call people, as against those that tell them that they need not go."""


@dataclass(frozen=True, slots=True)
class Change:
    """An alert as it is now, what happened to it, and whether people are to be told."""

    alert: Alert
    kind: EventKind | None = None
    tell: bool = False


class Telling(Enum):
    """What to do with an event that people are to be told of."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


def telling(alert: Alert, event: AlertEvent, now_ms: int, *, was_told: bool) -> Telling:
    """Decide whether people are told of *event* of *alert* now; *was_told*: they know of the alert.

    While the newest reading behind an alarm is old, the next may show that it is over, and so may what comes
    after it where an alarm is found late and its newest reading is in order again; while it rests on what
    nobody saw, a gateway may be about to tell. It waits for ``PATIENCE_MS`` at most. What was over before
    anybody was told wakes nobody, nor does a gateway that is heard again: who stays away is told by itself.
    """
    if event.kind in ALARMS:
        is_back = event.kind is EventKind.RAISED and alert.facts.heard_again_at_ms is not None
        if is_back or alert.state in {AlertState.RESOLVED, AlertState.WITHDRAWN}:
            return Telling.NEVER
        newest_bad_ms = alert.raised_at_ms if _is_back(alert.facts) else alert.updated_at_ms
        is_behind = alert.cause not in BLIND and now_ms - newest_bad_ms > LATE_MS
        may_be_told_more = is_behind or alert.facts.unseen_h is not None
        is_soon = abs(now_ms - event.at_ms) < PATIENCE_MS  # further ahead: the clock was set back
        return Telling.LATER if may_be_told_more and is_soon else Telling.NOW
    if event.kind is EventKind.ACKNOWLEDGED or was_told:
        return Telling.NOW
    return Telling.NEVER


def _is_back(facts: Facts) -> bool:
    """Tell whether the newest value is on the good side of the limit that the worst one was beyond."""
    if facts.value is None or facts.limit is None or facts.peak is None:
        return False
    return (facts.value - facts.limit) * (facts.peak - facts.limit) <= 0.0


def reconcile(
    alerts: Sequence[Alert],
    episodes: Sequence[Episode],
    now_ms: int,
    taken_ids: Callable[[], Collection[str]] = frozenset,
) -> tuple[Change, ...]:
    """Bring *alerts* of one place and cause in line with its *episodes*; return only what changes.

    Each alert keeps the episode that it has most in common with; an alert left without one is
    withdrawn, an episode left without one becomes a new alert. *taken_ids* returns ids not to use again.
    """
    free = list(episodes)
    changes: list[Change] = []
    for alert in sorted(alerts, key=_claim):
        episode = _closest(alert, free)
        if episode is None:
            changes.append(_withdraw(alert))
            continue
        free.remove(episode)
        changes.append(_follow(alert, episode))
    ids = {*taken_ids(), *(alert.id for alert in alerts)} if free else set()
    for episode in free:
        change = _create(episode, now_ms, ids)
        ids.add(change.alert.id)
        changes.append(change)
    known = {alert.id: alert for alert in alerts}
    return tuple(change for change in changes if change.kind or change.alert != known.get(change.alert.id))


def _claim(alert: Alert) -> tuple[bool, bool, int, str]:
    """Sort the alerts that people deal with first: they have the first choice of an episode."""
    return (
        alert.state is not AlertState.ACKNOWLEDGED,
        alert.state is not AlertState.OPEN,
        alert.started_at_ms,
        alert.id,
    )


def _closest(alert: Alert, episodes: Sequence[Episode]) -> Episode | None:
    def overlap_ms(episode: Episode) -> int:
        return episode.overlap_ms(alert.started_at_ms, alert.ended_at_ms)

    touching = [episode for episode in episodes if overlap_ms(episode) >= 0]
    return max(touching, key=overlap_ms, default=None)


def _withdraw(alert: Alert) -> Change:
    state = TRANSITIONS[alert.state, EventKind.WITHDRAWN]
    withdrawn = msgspec.structs.replace(alert, state=state)
    return Change(withdrawn, EventKind.WITHDRAWN, tell=alert.state is not AlertState.RESOLVED)


def _create(episode: Episode, now_ms: int, taken_ids: Collection[str]) -> Change:
    over = episode.ended_at_ms is not None
    kind = EventKind.FOUND_LATE if over else EventKind.RAISED
    alert = Alert(
        id=_new_id(episode, taken_ids),
        place_id=episode.place_id,
        cause=episode.cause,
        severity=episode.severity,
        state=TRANSITIONS[None, kind],
        started_at_ms=episode.started_at_ms,
        raised_at_ms=episode.raised_at_ms,
        ended_at_ms=episode.ended_at_ms,
        updated_at_ms=episode.updated_at_ms,
        found_late=over or now_ms - episode.raised_at_ms > LATE_MS,
        facts=episode.facts,
        lot_ids=episode.lot_ids,
        devices=episode.devices,
        notified_lost_h=_lost_h(episode),
    )
    return Change(alert, kind, tell=not over)


def _follow(alert: Alert, episode: Episode) -> Change:
    kind = _what_happened(alert, episode)
    told = kind is not None
    followed = msgspec.structs.replace(
        alert,
        severity=episode.severity,
        state=TRANSITIONS[alert.state, kind] if kind else alert.state,
        started_at_ms=episode.started_at_ms,
        raised_at_ms=episode.raised_at_ms,
        ended_at_ms=episode.ended_at_ms,
        updated_at_ms=episode.updated_at_ms,
        facts=episode.facts,
        lot_ids=episode.lot_ids,
        devices=episode.devices,
        notified_lost_h=_lost_h(episode) if told else alert.notified_lost_h,
    )
    if kind is EventKind.RAISED:  # it was thought to be over: whoever had it may have gone home
        followed = anew(followed)
    if kind is EventKind.GREW and alert.snoozed_until_ms is not None:
        told = False
    if kind in {EventKind.ESCALATED, EventKind.RESOLVED}:
        followed = msgspec.structs.replace(followed, snoozed_by="", snoozed_until_ms=None)
    return Change(followed, kind, tell=told)


def anew(alert: Alert) -> Alert:
    """Return *alert* as one that nobody has dealt with yet."""
    return msgspec.structs.replace(
        alert,
        acknowledged_by="",
        acknowledged_at_ms=None,
        snoozed_by="",
        snoozed_until_ms=None,
        closed_by="",
        closed_at_ms=None,
        closed_reason="",
    )


def _what_happened(alert: Alert, episode: Episode) -> EventKind | None:
    over = episode.ended_at_ms is not None
    worse = _how_it_got_worse(alert, episode)
    if alert.state is AlertState.RESOLVED:
        # What a person closed while it lasted stays closed for as long as it is what that person saw.
        stays = over or (alert.closed_by != "" and alert.lasts and worse is None)
        return None if stays else EventKind.RAISED
    return EventKind.RESOLVED if over else worse


def _how_it_got_worse(alert: Alert, episode: Episode) -> EventKind | None:
    if episode.severity > alert.severity:
        return EventKind.ESCALATED
    if _lost_h(episode) >= max(_LEAST_TOLD_H, _GROWTH * alert.notified_lost_h):
        return EventKind.GREW
    return None


def _lost_h(episode: Episode) -> float:
    return episode.facts.life_lost_h or 0.0


def _new_id(episode: Episode, taken_ids: Collection[str]) -> str:
    """Return an id that says nothing, is the same in every replay, and is not taken."""
    attempt = 0
    while True:
        text = f"{episode.place_id}\n{episode.cause.value}\n{episode.started_at_ms}\n{attempt}"
        candidate = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        if candidate not in taken_ids:
            return candidate
        attempt += 1
