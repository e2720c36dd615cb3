"""Gateways' accounts: durable, known at once, and without their passwords."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.access.password import is_right
from ingest.accounts import Accounts
from ingest.clock import ManualClock
from ingest.database import Database
from ingest.errors import InvalidAccount, UnknownName

NOW_MS = 1_781_410_200_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a database that is up to date."""
    made = Database(tmp_path / "state.sqlite3")
    made.upgrade()
    yield made
    made.close()


def _accounts(database: Database) -> Accounts:
    return Accounts(database, ManualClock(NOW_MS), taken=("service",))


def test_an_account_outlives_the_process(database: Database) -> None:
    """What was made is there after a start, with its topics and when it was made."""
    made, password = _accounts(database).add("pump", "tasmota")
    (found,) = _accounts(database).all()
    assert found == made
    assert (found.publish, found.created_ms) == (("tele/pump/#", "stat/pump/#"), NOW_MS)
    assert is_right(password, found.hash)


def test_the_password_is_written_nowhere(database: Database, tmp_path: Path) -> None:
    """No file of the data folder holds the password."""
    _, password = _accounts(database).add("pump", "tasmota")
    database.close()
    assert [
        file for file in tmp_path.rglob("*") if file.is_file() and password.encode() in file.read_bytes()
    ] == []


def test_a_change_counts_at_once(database: Database) -> None:
    """An account is known as soon as it is made, and unknown as soon as it is removed."""
    accounts = _accounts(database)
    assert accounts.called("pump") is None
    accounts.add("pump", "tasmota")
    assert accounts.called("pump") is not None
    accounts.remove("pump")
    assert accounts.called("pump") is None
    assert _accounts(database).all() == ()


def test_a_name_is_given_once(database: Database) -> None:
    """A second gateway of the same name is refused, and so is the name of Coldframe itself."""
    accounts = _accounts(database)
    accounts.add("pump", "tasmota")
    with pytest.raises(InvalidAccount, match="already"):
        accounts.add("pump", "shelly")
    with pytest.raises(InvalidAccount, match=r"mqtt\.username"):
        accounts.add("service", "shelly")


def test_removing_nobody_is_told(database: Database) -> None:
    """Who removes a gateway that there is not is told, rather than left to believe that it is gone."""
    with pytest.raises(UnknownName, match="nobody"):
        _accounts(database).remove("nobody")
