"""Named tokens, of which only a hash is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.errors import BadRequest, NotFound
from api.tokens import Tokens
from ingest.clock import ManualClock
from ingest.database import Database

NOW_MS = 1_781_410_200_000


@pytest.fixture(name="database")
def _database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    yield database
    database.close()


@pytest.fixture(name="tokens")
def _tokens(database: Database) -> Tokens:
    return Tokens(database, ManualClock(NOW_MS))


def test_a_token_is_known_by_its_holder(tokens: Tokens) -> None:
    """A token that was made is recognised, and carries its name."""
    principal = tokens.holder(tokens.create("packhouse"))
    assert principal is not None
    assert (principal.name, principal.administers) == ("packhouse", False)


@pytest.mark.parametrize("name", ["", " ", "a/b", "..", "a\nb", "a?b", "x" * 65, "\ud800"])
def test_a_name_that_cannot_stand_in_an_address_is_refused(tokens: Tokens, name: str) -> None:
    """Whatever token can be made can be revoked by its name, over HTTP as well."""
    with pytest.raises(BadRequest, match="the name of a token: expected"):
        tokens.create(name)
    assert tokens.names() == ()


@pytest.mark.parametrize("secret", ["", "cf_", "packhouse", "\x00", "\ud800", "x" * 100_000])
def test_whatever_else_is_nobodys(tokens: Tokens, secret: str) -> None:
    """A text that is no token has no holder, and does no harm."""
    tokens.create("packhouse")
    assert tokens.holder(secret) is None


def test_tokens_outlive_the_process(database: Database, tokens: Tokens) -> None:
    """A token is known again after a restart."""
    secret = tokens.create("packhouse")
    again = Tokens(database, ManualClock(NOW_MS))
    assert again.holder(secret) is not None
    assert [(known.name, known.created_ms) for known in again.names()] == [("packhouse", NOW_MS)]


def test_the_secret_is_nowhere_on_disk(tokens: Tokens, tmp_path: Path) -> None:
    """Only a hash of a token is kept."""
    secret = tokens.create("packhouse")
    assert all(secret.encode() not in file.read_bytes() for file in tmp_path.iterdir())


def test_a_revoked_token_is_worthless_at_once(tokens: Tokens) -> None:
    """Revoking takes effect with the next request, and for good."""
    secret = tokens.create("packhouse")
    tokens.revoke("packhouse")
    assert tokens.holder(secret) is None
    assert tokens.names() == ()


def test_a_name_is_given_once(tokens: Tokens) -> None:
    """A second token of the same name is refused, and the first one stays good."""
    secret = tokens.create("packhouse")
    with pytest.raises(BadRequest, match="packhouse"):
        tokens.create("packhouse")
    assert tokens.holder(secret) is not None


def test_revoking_what_is_not_there_says_so(tokens: Tokens) -> None:
    """A token that does not exist cannot be revoked, and the answer names it."""
    with pytest.raises(NotFound, match="nobody"):
        tokens.revoke("nobody")


def test_the_administrators_key_lives_as_long_as_the_service(database: Database, tokens: Tokens) -> None:
    """The administrator's key administers, is listed nowhere, and dies with a new one or a restart."""
    first = tokens.make_administrator()
    holder = tokens.holder(first)
    assert holder is not None
    assert holder.administers
    assert tokens.names() == ()
    second = tokens.make_administrator()
    assert tokens.holder(first) is None
    assert tokens.holder(second) is not None
    assert Tokens(database, ManualClock(NOW_MS)).holder(second) is None


def test_revoking_a_token_called_administrator_leaves_the_key(tokens: Tokens) -> None:
    """A person's token may be called administrator; revoking it does not touch the operator's key."""
    key = tokens.make_administrator()
    tokens.create("administrator")
    tokens.revoke("administrator")
    assert tokens.holder(key) is not None
