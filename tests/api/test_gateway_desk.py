"""Where gateways reach the broker, and what follows for Mosquitto when one comes or goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api import gateway_desk
from api.gateway_desk import GatewayDesk, broker_address
from api.settings import Settings
from ingest.accounts import Accounts
from ingest.clock import ManualClock
from ingest.database import Database

LAN = "192.168.1.5"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing is bound


@pytest.fixture(autouse=True)
def _in_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_desk, "own_address", lambda: LAN)


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    """Return accounts in a database of their own."""
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    yield Accounts(database, ManualClock(0))
    database.close()


@pytest.mark.parametrize(
    ("settings", "given", "host", "port", "is_only_here", "is_guessed"),
    [
        ({"broker": {"enabled": True}}, None, "127.0.0.1", 1883, True, False),
        ({"broker": {"enabled": True, "host": EVERYWHERE, "port": 1884}}, None, LAN, 1884, False, True),
        ({"broker": {"enabled": True, "host": "10.0.0.2"}}, None, "10.0.0.2", 1883, False, False),
        ({"broker": {"enabled": True, "host": EVERYWHERE}}, "farm.lan", "farm.lan", 1883, False, False),
        ({}, None, LAN, 1883, False, True),
        ({"mqtt": {"url": "mqtts://broker.farm"}}, None, "broker.farm", 8883, False, False),
        ({}, "127.0.0.1", "127.0.0.1", 1883, True, False),
    ],
)
def test_gateways_are_told_an_address_that_they_can_reach(  # noqa: PLR0913, PLR0917 - the columns of the table
    settings: dict[str, Any],
    given: str | None,
    host: str,
    port: int,
    is_only_here: bool,  # noqa: FBT001 - likewise
    is_guessed: bool,  # noqa: FBT001 - likewise
) -> None:
    """An address of this machine alone is used only where there is no other, and is marked as such."""
    found = broker_address(Settings.model_validate(settings), given)
    assert (found.host, found.port, found.is_only_here, found.is_guessed) == (
        host,
        port,
        is_only_here,
        is_guessed,
    )


def test_without_a_network_the_address_is_this_machine_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this machine has no address but its own, that one is told for what it is."""
    monkeypatch.setattr(gateway_desk, "own_address", lambda: None)
    assert broker_address(Settings(), None).is_only_here


def test_mosquittos_files_follow_every_change(accounts: Accounts, tmp_path: Path) -> None:
    """With mosquitto_files set, the files hold the gateways of this moment, and the next step is told."""
    folder = tmp_path / "files"
    mqtt = {"username": "farm", "password": "waxberry", "mosquitto_files": folder}
    desk = GatewayDesk(Settings.model_validate({"mqtt": mqtt}), accounts)
    text = desk.add("pump", "tasmota").instructions
    assert "systemctl reload mosquitto" in text
    assert "pump:$7$101$" in (folder / "passwords").read_text("utf-8")
    assert "farm:$7$50000$" in (folder / "passwords").read_text("utf-8")
    assert "systemctl reload mosquitto" in desk.remove("pump")
    assert "pump" not in (folder / "passwords").read_text("utf-8") + (folder / "acl").read_text("utf-8")


def test_what_has_to_be_done_by_hand_is_said(accounts: Accounts) -> None:
    """With a broker of its own and no files kept for it, people read what is left to do."""
    desk = GatewayDesk(Settings(), accounts)
    assert "gateway files" in desk.add("pump", "tasmota").instructions
    assert "gateway files" in desk.remove("pump")


def test_the_embedded_broker_needs_nothing_more(accounts: Accounts) -> None:
    """With the embedded broker a change is complete when it was made."""
    desk = GatewayDesk(Settings.model_validate({"broker": {"enabled": True}}), accounts)
    assert "Mosquitto" not in desk.add("pump", "tasmota").instructions
    assert not desk.remove("pump")
