"""One watch being folded: its state, what it found, and the checkpoints from which it can start again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from alerts.alert import Spell
from alerts.cause import Cause
from alerts.company import Company
from alerts.detect import DETECTORS
from alerts.ledger.watches import TICK_SLOT, Checkpoint, slot_of
from alerts.watch import Watch
from ingest.clock import MS_PER_HOUR

NEVER_MS = 1 << 62
"""An instant that no reading reaches."""

Told: TypeAlias = tuple[tuple[int, float], ...]
"""What several voices told at one instant: (number of the voice, value) each."""

_NONE: Mapping[Any, Any] = MappingProxyType({})
"""What most watches have of checkpoints and findings: one for all of them."""

_BEFORE_ALL_MS = -(1 << 62)


class Runner:
    """Folds one watch. Readings must come in the order of observation; see ``Fold`` for those that do not.

    Attributes:
        watch, id: what is folded, and its number in the ledger; it goes on from a *checkpoint* where given.
        at_ms: up to where it was folded: a reading observed before that comes late.
        spoken_ms: up to when timers were let speak: what they said stays said, unless readings disprove it.
        redo_from_ms: the earliest late reading, while it waits to be folded again; None otherwise.
        lacking_from_ms: checkpoints from here on lack a reading that was taken in since; None: none does.
        over: the watch has reached its end.
        marks: checkpoints that are not in the ledger yet, by slot.
        found: (known_at_ms, spell) that are not in the ledger yet, by start and cause.
        planned_ms: when the fold means to look at its deadline; NEVER_MS: not planned.
        is_timed: its detector may have something to say without a reading.
        touched: it is on the fold's list of watches to look after.
        herd: those that it is folded together with; None: it goes by itself.
    """

    __slots__ = (
        "_next_mark_ms",
        "_rule",
        "_state",
        "_steps",
        "_stride",
        "at_ms",
        "detector",
        "end_ms",
        "found",
        "herd",
        "id",
        "is_timed",
        "lacking_from_ms",
        "lasting",
        "marks",
        "over",
        "planned_ms",
        "redo_from_ms",
        "spoken_ms",
        "start_ms",
        "touched",
        "watch",
    )

    def __init__(self, watch: Watch, watch_id: int, checkpoint: Checkpoint | None = None) -> None:
        self.id = watch_id
        self._state: Any = None
        self.detector = DETECTORS[watch.detector]
        self._stride = self.detector.stride
        self.is_timed = self.detector.is_timed
        self.marks: Mapping[int, Checkpoint] = _NONE
        self.found: Mapping[tuple[int, Cause], tuple[int, Spell]] = _NONE
        self.lasting: Mapping[tuple[int, Cause], Spell] = _NONE
        self.spoken_ms = _BEFORE_ALL_MS
        self.redo_from_ms: int | None = None
        self.lacking_from_ms: int | None = None
        self.planned_ms = NEVER_MS
        self.touched = False
        self.herd: Company[Runner] | None = None
        self.follow(watch)
        self.restore(checkpoint)

    @property
    def state(self) -> Any:  # noqa: ANN401 - each detector has its own
        """Return the detector's state; where it begins is worked out when it is asked for."""
        if self._state is None and self.herd is None:
            self._state = self.detector.initial(self._rule)
        return self._state if self.herd is None else self.herd.state_of(self)

    @state.setter
    def state(self, state: Any) -> None:  # noqa: ANN401 - each detector has its own
        self._state = state

    def resume(self, state: Any, at_ms: int, steps: int) -> None:  # noqa: ANN401 - each detector has its own
        """Go by itself from *state* on, to which it has come by *at_ms*, *steps* readings after a mark."""
        self.herd = None
        self._state, self.at_ms, self._steps = state, at_ms, steps
        self._next_mark_ms = (at_ms // MS_PER_HOUR + 1) * MS_PER_HOUR

    def keep(self, slot: int, state: Any, at_ms: int) -> Checkpoint:  # noqa: ANN401 - each detector has its own
        """Keep a *state* of itself in which all is well and everything up to *at_ms* is; return it."""
        kept = Checkpoint(at_ms, at_ms, self.spoken_ms, msgspec.Raw(msgspec.json.encode(state)))
        self.marks = {**self.marks, slot: kept}
        return kept

    def leave_herd(self) -> None:
        """Go by itself from now on."""
        if self.herd is not None:
            self.herd.let_go(self)

    def follow(self, watch: Watch) -> None:
        """Take over another rule or end; what was folded so far is the caller's business."""
        self.watch = watch
        self._rule = watch.rule
        self.start_ms = watch.start_ms
        self.end_ms = NEVER_MS if watch.end_ms is None else watch.end_ms

    @property
    def devices(self) -> tuple[str, ...]:
        """Return the devices that it listens to."""
        return (self.watch.device,)

    def number_of(self, device: str, quantity: str) -> int | None:
        """Return which of its voices a series is, 0 where there is one; None where it is none of them."""
        is_meant = device == self.watch.device and self.watch.quantity in {"", quantity}
        return 0 if is_meant else None

    def restore(self, checkpoint: Checkpoint | None) -> None:
        """Go back to *checkpoint*, or to the start."""
        self._steps = 0
        if checkpoint is None:
            self._state = None
            self.at_ms = _BEFORE_ALL_MS
            self.lasting = _NONE
            self.over = False
            self._next_mark_ms = _BEFORE_ALL_MS
            return
        self.state = msgspec.json.decode(checkpoint.state, type=self.detector.state)
        self.at_ms = checkpoint.reached_ms
        self.lasting = {_key(spell): spell for spell in checkpoint.lasting} or _NONE
        self.over = checkpoint.over
        self._next_mark_ms = (checkpoint.reached_ms // MS_PER_HOUR + 1) * MS_PER_HOUR

    def step(self, at_ms: int, value: float | Told) -> bool:
        """Take the next reading, see ``run``."""
        return self.run(((at_ms, value),))

    def run(self, told: Sequence[tuple[int, float | Told]]) -> bool:
        """Take the next readings, by itself; tell whether that leaves something to plan or to keep."""
        if told[-1][0] < self._next_mark_ms:  # nearly always, and then there is nothing to plan or to keep
            self._state, taken = self._stride(self._rule, self._state, told)
            self._steps += taken
            if taken == len(told):
                self.at_ms = told[-1][0]
                return False
            told = told[taken:]
        before = self.state
        while told:
            if told[0][0] >= self._next_mark_ms:
                self._mark(told[0][0])
            until = len(told)
            if told[-1][0] >= self._next_mark_ms:
                until = bisect_left(told, (self._next_mark_ms,))
            self._state, found = self.detector.take(self._rule, self._state, told[:until])
            self.at_ms = told[until - 1][0]
            self._steps += until
            for known_at_ms, spells in found:
                self._take(spells, known_at_ms)
            told = told[until:]
        return (self.is_timed and self._state is not before) or bool(self.marks or self.found)

    def redo(self, at_ms: int) -> None:
        """Note that a reading observed at *at_ms* came late."""
        self.leave_herd()
        if self.redo_from_ms is None or at_ms < self.redo_from_ms:
            self.redo_from_ms = at_ms

    def settle(self, now_ms: int) -> None:
        """Take what waited for other readings long enough: here, nothing ever waits."""

    def go_on(self, now_ms: int) -> None:
        """Take of that what the readings of this batch leave no doubt about."""

    def deadline_ms(self) -> int | None:
        """Return when it must be looked at without a reading: a deadline, or its end."""
        return self._deadline_ms()

    def _deadline_ms(self) -> int | None:
        """Return the instant of which it will have something to say."""
        if self.over:
            return None
        deadline = self.detector.deadline_ms(self._rule, self.state)
        if deadline is None or deadline > self.end_ms:
            return None if self.end_ms == NEVER_MS else self.end_ms
        return deadline

    def grace_ms(self) -> int:
        """Return how long after the service began to listen its timer must hold back."""
        return self.detector.grace_ms(self._rule, self.state)

    def tick(self, until_ms: int) -> None:
        """Pass every deadline up to *until_ms*, each at its own instant."""
        self._pass_deadlines(until_ms, until_ms)

    def _pass_deadlines(self, reach_ms: int, until_ms: int) -> None:
        """Pass every deadline up to *reach_ms*, which is what is known of the world at *until_ms*."""
        last: int | None = None
        deadline = self._deadline_ms()
        while deadline is not None and deadline <= reach_ms:
            self.state, spells = self.detector.tick(self._rule, self.state, deadline)
            self._take(spells, deadline - 1)
            if deadline >= self.end_ms:
                self._end()
            self.at_ms = max(self.at_ms, deadline)
            last = deadline
            following = self._deadline_ms()
            deadline = None if following == deadline else following
        if last is not None:  # a reading at the deadline itself may still come: it is not in this checkpoint
            self.spoken_ms = max(self.spoken_ms, until_ms)
            self.marks = {**self.marks, TICK_SLOT: self._checkpoint(last - 1)}

    def newest_before(self, at_ms: int) -> Checkpoint | None:
        """Return the newest checkpoint not in the ledger yet that holds nothing from *at_ms* on."""
        kept = [checkpoint for checkpoint in self.marks.values() if checkpoint.at_ms < at_ms]
        return max(kept, key=lambda checkpoint: checkpoint.at_ms, default=None)

    def go_back(self, checkpoint: Checkpoint | None, back_to_ms: int, from_ms: int) -> tuple[Spell, ...]:
        """Go back to *checkpoint* and return the findings that this takes back.

        Args:
            checkpoint: the state to go back to; None: the start.
            back_to_ms: what later readings led to is taken back.
            from_ms: checkpoints that hold something from here on are dropped.
        """
        older = {slot: kept for slot, kept in self.marks.items() if kept.at_ms < from_ms}
        self.marks = _NONE if checkpoint is None else older
        taken_back = tuple(spell for known_at_ms, spell in self.found.values() if known_at_ms > back_to_ms)
        found = {key: known for key, known in self.found.items() if known[0] <= back_to_ms}
        self.restore(checkpoint)
        self.found = found | {key: (back_to_ms, spell) for key, spell in self.lasting.items()}
        return taken_back

    def saved(self) -> None:
        """Note that everything is in the ledger."""
        self.marks = self.found = _NONE
        self.touched = False

    def _mark(self, coming_ms: int) -> None:
        """Keep the state before the first reading of another hour or day."""
        self._next_mark_ms = (coming_ms // MS_PER_HOUR + 1) * MS_PER_HOUR
        if self._steps == 0 or self.at_ms == _BEFORE_ALL_MS:
            return
        slot = slot_of(self.at_ms, coming_ms, self._steps)
        if slot is None:
            return
        self.marks = {**self.marks, slot: self._checkpoint(self.at_ms)}
        if slot < 0:
            self._steps = 0

    def _checkpoint(self, at_ms: int) -> Checkpoint:
        state = msgspec.Raw(msgspec.json.encode(self.state))
        lasting = tuple(self.lasting.values())
        return Checkpoint(at_ms, self.at_ms, self.spoken_ms, state, lasting, self.over)

    def _take(self, spells: tuple[Spell, ...], known_at_ms: int) -> None:
        for spell in spells:
            key = _key(spell)
            self.found = {**self.found, key: (known_at_ms, spell)}
            if spell.ended_at_ms is None:
                self.lasting = {**self.lasting, key: spell}
            elif key in self.lasting:
                self.lasting = {other: kept for other, kept in self.lasting.items() if other != key} or _NONE

    def _end(self) -> None:
        """End with the watch what its detector left open: nobody looks there any more."""
        self.over = True
        ended = (msgspec.structs.replace(spell, ended_at_ms=self.end_ms) for spell in self.lasting.values())
        self._take(tuple(ended), self.end_ms - 1)


def _key(spell: Spell) -> tuple[int, Cause]:
    return spell.started_at_ms, spell.cause
