"""Pain 4, slow creep: many warm spells that are each below every delay are told when together they cost."""

from __future__ import annotations

from alerts.alert import EventKind
from alerts.cause import Cause
from alerts.lot import Lot
from tests.alerts.rig import ROOM, START_MS, Rig, reading

EVERY_MIN, BATCH_MIN, SPELL_MIN = 6, 30, 36
DAYS = 4


def creeping(minute: int) -> float:
    """Air of a room whose door is left open for 36 minutes every three hours [°C]."""
    return 8.5 if minute % 180 < SPELL_MIN else 1.0


def test_many_short_warm_spells_are_told_with_what_they_cost_together(rig: Rig) -> None:
    """No spell pages alone; the one that is worth a message with the others says what all of them cost."""
    rig.lot_book.add(Lot("L40", "L40", "waxberry", "", START_MS, 1.0, 1.0), ROOM, START_MS)
    for start in range(0, DAYS * 24 * 60, BATCH_MIN):
        rig.clock.set(START_MS + (start + BATCH_MIN) * 60_000)
        minutes = range(start, start + BATCH_MIN, EVERY_MIN)
        rig.hear(*(reading(minute, creeping(minute)) for minute in minutes))
        rig.evaluator.tick()
    told = [notice.short for notice in rig.ledger.notices() if notice.kind is EventKind.RAISED]
    assert len(told) == 1, f"told once in four days, heard {told}"
    assert " warm spells cost " in told[0]
    (alert,) = rig.ledger.alerts()
    assert alert.cause is Cause.TOO_WARM
    assert alert.facts.warm_spells is not None
    assert alert.facts.warm_spells >= 10
