"""The ledger: tables, evidence, findings, events, and the outbox."""

from __future__ import annotations

import threading
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from alerts.alert import Alert, AlertEvent, AlertState, EventKind, Facts, Notice, Severity, Spell
from alerts.cause import Cause
from alerts.errors import NotAllowedNow, UnknownAlert
from alerts.ledger import Ledger
from alerts.ledger.statements import Share
from alerts.ledger.tables import CHECKPOINT, EVIDENCE, METADATA
from alerts.ledger.watches import Checkpoint, NewWatch
from ingest.database import Database
from tests.alerts.rig import MIGRATIONS, Rig


def notice(key: str) -> Notice:
    """Return a message with this key."""
    return Notice(key, "A1", EventKind.RAISED, Severity.WATCH, "title", "short", "long", 1)


def alert(alert_id: str = "A1", state: AlertState = AlertState.OPEN, start_ms: int = 0) -> Alert:
    """Return an alert of the room."""
    return Alert(
        id=alert_id,
        place_id="room",
        cause=Cause.TOO_WARM,
        severity=Severity.WATCH,
        state=state,
        started_at_ms=start_ms,
        raised_at_ms=start_ms,
        ended_at_ms=None,
        updated_at_ms=start_ms,
        found_late=False,
        facts=Facts(peak=9.5),
    )


def spell(start_ms: int, end_ms: int | None, *, raised: bool = True) -> Spell:
    """Return a finding at the room."""
    return Spell(
        place_id="room",
        cause=Cause.TOO_WARM,
        detector="limits",
        source="air",
        started_at_ms=start_ms,
        raised_at_ms=start_ms if raised else None,
        ended_at_ms=end_ms,
        act_now_at_ms=None,
        facts=Facts(),
    )


@pytest.fixture(name="ledger")
def _ledger(rig: Rig) -> Ledger:
    """Return an empty ledger."""
    return rig.ledger


def test_migrations_make_the_tables_that_the_code_speaks_of(tmp_path: Path) -> None:
    """Every table, column and index of the code is in a database that migrations made, and no other."""
    database = Database(tmp_path / "state.sqlite3", MIGRATIONS)
    database.upgrade()
    made = sa.MetaData()
    made.reflect(database.engine, only=list(METADATA.tables))
    for name, table in METADATA.tables.items():
        columns = {column.name: (column.nullable, column.primary_key) for column in table.columns}
        assert {
            column.name: (column.nullable, column.primary_key) for column in made.tables[name].columns
        } == columns
        assert {index.name for index in made.tables[name].indexes} == {index.name for index in table.indexes}
    database.close()


def test_the_first_value_for_an_instant_stays(ledger: Ledger) -> None:
    """Evidence that repeats an instant is not new and changes nothing."""
    with ledger.transaction() as book:
        series = book.evidence.add_series([("probe", "air_temperature_c")])[0].id
        book.evidence.add([(series, 10, 1.0, None), (series, 20, 2.0, 2.5)])
        late = [(series, 10, 9.0, None), (series, 5, 0.5, None), (series, 5, 9.0, None)]
        added = book.evidence.add_late(late)
        assert added == ((series, 5),)
        assert list(book.evidence.values([series], 4, 20)) == [(series, 5, 0.5), (series, 10, 1.0)]
        assert [row.last_ms for row in book.evidence.series()] == [20]


def test_who_was_heard_is_told_once_within_a_resolution(ledger: Ledger) -> None:
    """However often a sensor speaks between two multiples, one instant comes back: the later one."""
    with ledger.transaction() as book:
        one, other = (row.id for row in book.evidence.add_series([("a", "co2_ppm"), ("b", "co2_ppm")]))
        book.evidence.add([(one, at_ms, 400.0, None) for at_ms in (10, 11, 19, 20, 21, 45)])
        book.evidence.add([(other, 20, 400.0, None)])
        heard = list(book.evidence.heard([one, other], 10, 45, 10))
        assert heard == sorted(heard, key=lambda row: row[1])
        assert sorted(heard) == [(one, 20), (one, 30), (other, 20)]


def test_nothing_of_a_failed_transaction_is_kept(ledger: Ledger) -> None:
    """An error in the block takes everything in it back."""

    def half_a_batch() -> None:
        with ledger.transaction() as book:
            book.alerts.put(alert())
            book.set_cursor(7)
            raise OSError("power")

    with pytest.raises(OSError, match="power"):
        half_a_batch()
    assert ledger.cursor() == 0
    assert ledger.alerts() == ()


def test_spells_that_hang_together_are_found_together(ledger: Ledger) -> None:
    """From one spell on, all that overlap it, and all that overlap those, are looked at."""
    chain = [spell(0, 10), spell(9, 20), spell(20, 30), spell(31, None)]
    with ledger.transaction() as book:
        book.spells.save((number, one.started_at_ms, one) for number, one in enumerate(chain))
        reach_ms, found = book.spells.around("room", Cause.TOO_WARM, 25)
        assert (reach_ms, len(found)) == (0, 4)
        assert book.spells.around("room", Cause.TOO_WARM, 31) == (31, (chain[3],))


def test_taking_findings_back_tells_what_it_touches(ledger: Ledger) -> None:
    """Findings that later observations led to go, and say which alerts to look at."""
    with ledger.transaction() as book:
        book.spells.save([(1, 5, spell(0, 5)), (1, 50, spell(20, 40)), (1, 60, spell(41, 44, raised=False))])
        touched = {(one.place_id, one.cause, one.from_ms) for one in book.spells.erase(1, 5)}
        assert touched == {("room", Cause.TOO_WARM, 20), ("room", Cause.TOO_WARM, 41)}
    assert ledger.spells("room", 0, 100) == (spell(0, 5),)


def test_spells_of_a_period_include_those_that_reach_into_it(ledger: Ledger) -> None:
    """A chart sees what began before it and what lasts."""
    with ledger.transaction() as book:
        book.spells.save([(1, 1, spell(0, 15)), (1, 1, spell(50, None)), (1, 1, spell(90, 95))])
    assert [one.started_at_ms for one in ledger.spells("room", 10, 60)] == [0, 50]


def test_alerts_are_listed_newest_first_without_the_withdrawn(ledger: Ledger) -> None:
    """Withdrawn alerts are kept and shown only where asked for."""
    with ledger.transaction() as book:
        book.alerts.put(alert("A1", start_ms=1))
        book.alerts.put(alert("A2", AlertState.RESOLVED, 2))
        book.alerts.put(alert("A3", AlertState.WITHDRAWN, 3))
    assert [one.id for one in ledger.alerts()] == ["A2", "A1"]
    assert [one.id for one in ledger.alerts(AlertState.WITHDRAWN)] == ["A3"]
    assert ledger.alerts(place_id="truck") == ()
    assert ledger.alert("A1") == alert("A1", start_ms=1)


def test_acknowledging_writes_history_and_says_what_is_not_possible(ledger: Ledger) -> None:
    """Who took it over is in the history; an unknown or finished alert is refused."""
    with ledger.transaction() as book:
        book.alerts.put(alert("A1"))
        book.alerts.put(alert("A2", AlertState.RESOLVED))
    assert ledger.acknowledge("A1", "Ana", "going", 5).acknowledged_by == "Ana"
    (event,) = ledger.events_of("A1")
    assert (event.kind, event.by, event.note, event.at_ms) == (EventKind.ACKNOWLEDGED, "Ana", "going", 5)
    with pytest.raises(NotAllowedNow):
        ledger.acknowledge("A2", "Ana", "", 5)
    with pytest.raises(UnknownAlert):
        ledger.acknowledge("A9", "Ana", "", 5)


def test_whoever_waits_for_an_event_is_woken_by_it(ledger: Ledger) -> None:
    """The live stream learns of an event as soon as it is committed."""
    with ledger.transaction() as book:
        book.alerts.put(alert())
    assert not ledger.wait_for_event(ledger.newest_event_id, 0.0)
    woken: list[bool] = []
    waiter = threading.Thread(target=lambda: woken.append(ledger.wait_for_event(0, 10.0)))
    waiter.start()
    with ledger.transaction() as book:
        book.alerts.add_event(AlertEvent(0, "A1", EventKind.RAISED, 1, Severity.WATCH), untold=False)
    waiter.join(10.0)
    assert woken == [True]
    assert [event.id for event in ledger.events(0)] == [ledger.newest_event_id]


def test_a_notice_is_in_the_outbox_once(ledger: Ledger) -> None:
    """The same key again is the same notice."""
    with ledger.transaction() as book:
        book.notices.add(notice("A1/raised"))
        book.notices.add(notice("A1/raised"))
    assert len(ledger.pending("phone", 10)) == 1


def test_each_channel_has_its_own_outbox(ledger: Ledger) -> None:
    """What one channel has sent, or never will, another still has to do."""
    ledger.pending("mail", 10)
    ledger.pending("phone", 10)
    with ledger.transaction() as book:
        for key in ("A1", "A2", "A3"):
            book.notices.add(notice(key))
    ledger.sent("A1", "phone", 5)
    ledger.failed("A2", "phone", "busy", 60)
    ledger.failed("A2", "phone", "busy", 120)
    ledger.failed("A3", "phone", "no such number", None)
    (waiting,) = ledger.pending("phone", 10)
    assert (waiting.notice.key, waiting.attempts, waiting.retry_at_ms) == ("A2", 2, 120)
    assert [delivery.notice.key for delivery in ledger.pending("mail", 10)] == ["A1", "A2", "A3"]


def test_a_channel_that_is_added_later_is_not_flooded_with_the_past(ledger: Ledger) -> None:
    """The first channel gets what waits; one that joins later starts with the next notice."""
    with ledger.transaction() as book:
        book.notices.add(notice("A1"))
    assert len(ledger.pending("phone", 10)) == 1
    assert ledger.pending("mail", 10) == ()
    with ledger.transaction() as book:
        book.notices.add(notice("A2"))
    assert [delivery.notice.key for delivery in ledger.pending("mail", 10)] == ["A2"]


def test_what_is_too_old_is_let_go_share_by_share(rig: Rig) -> None:
    """A share lets go of its own series and watches alone; all of them together leave what is new."""
    new = [NewWatch(f"watch-{n}", "room", "", None) for n in range(5)]
    with rig.ledger.transaction() as book:
        series = [one.id for one in book.evidence.add_series((f"sensor-{n}", "air") for n in range(5))]
        watches = [one.id for one in book.watches.add(new).values()]
        book.evidence.add([(one, at_ms, 1.0, None) for one in series for at_ms in (1, 2)])
        kept = Checkpoint(1, 1, 1, msgspec.Raw(b"null"))
        book.watches.save_checkpoints((one, day, kept) for one in watches for day in (-1, 0, 1))

    def left() -> tuple[list[int], list[int]]:
        with rig.database.read() as connection:
            at_ms = connection.execute(sa.select(EVIDENCE.c.at_ms).order_by(EVIDENCE.c.at_ms)).scalars()
            slots = connection.execute(sa.select(CHECKPOINT.c.slot).order_by(CHECKPOINT.c.slot)).scalars()
            return list(at_ms), list(slots)

    for number in range(3):
        with rig.ledger.transaction() as book:
            book.evidence.forget(2, Share(number, 3))
            book.watches.forget(1, Share(number, 3))
        if number == 0:
            assert 5 < len(left()[0]) < 10
            assert 10 < len(left()[1]) < 15
    assert left() == ([2] * 5, [-1] * 5 + [1] * 5)
