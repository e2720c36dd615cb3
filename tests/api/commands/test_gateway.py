"""``gateway`` beside a running and beside a stopped service: the same accounts, known at once."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from api.commands import gateway
from api.commands.gateway import Wish
from api.errors import BadRequest
from api.service import Service
from api.settings import Settings
from ingest.access.kind import KINDS
from ingest.clock import SystemClock
from ingest.errors import InvalidAccount, UnknownName
from tests.ingest.visitor import Visitor
from tests.waiting import wait_until

OWN = Wish("packhouse", "coldframe", host="127.0.0.1")


def _settings(tmp_path: Path, mqtt_port: int) -> Settings:
    broker = {"enabled": True, "port": mqtt_port, "anonymous": False}
    return Settings.model_validate({"data": tmp_path / "data", "http": {"port": 0}, "broker": broker})


def _password(lines: list[str]) -> str:
    found = re.search(r"^password +(\S+)", "\n".join(lines), re.MULTILINE)
    assert found is not None
    return found.group(1)


def test_a_gateway_is_let_in_and_turned_out_while_the_service_runs(tmp_path: Path, free_port: int) -> None:
    """Added beside a stopped service, a gateway is let in when it runs; removed, its session ends at once."""
    settings = _settings(tmp_path, free_port)
    lines: list[str] = []
    assert gateway.add(settings, OWN, lines.append) == 0
    password = _password(lines)
    with Service(settings, SystemClock()) as service:
        visitor = Visitor(free_port, "packhouse", password, "gw").come()
        assert visitor.is_in
        visitor.publish("coldframe/v1/packhouse/probe", '{"air_temperature_c": 2.5}')
        wait_until(lambda: service.counters.value("accepted_readings") == 1, 20, "the reading")
        visitor.publish("coldframe/v1/elsewhere/probe", '{"air_temperature_c": 2.5}')
        visitor.publish("coldframe/v1/packhouse/probe", '{"air_temperature_c": 2.6}')
        wait_until(lambda: service.counters.value("accepted_readings") == 2, 20, "the other reading")
        shown: list[str] = []
        gateway.show(settings, shown.append)
        assert shown[0] == "packhouse  coldframe  coldframe/v1/packhouse/#"
        assert "refused 1 time," in shown[1]
        assert "coldframe/v1/elsewhere/probe" in shown[1]
        with pytest.raises(BadRequest, match="already"):
            gateway.add(settings, OWN, lines.append)
        assert gateway.remove(settings, "packhouse", lines.append) == 0
        wait_until(visitor.ended.is_set, 20, "the end of the session")
        assert not Visitor(free_port, "packhouse", password, "gw").come().is_in
        visitor.leave()


def test_a_gateway_that_is_added_while_the_service_runs_is_let_in(tmp_path: Path, free_port: int) -> None:
    """A new account counts without a restart, and outlives one."""
    settings = _settings(tmp_path, free_port)
    lines: list[str] = []
    with Service(settings, SystemClock()) as service:
        was_locked = service.ingest.entrance.is_locked
        gateway.add(settings, OWN, lines.append)
        assert (was_locked, service.ingest.entrance.is_locked) == (True, False)
        visitor = Visitor(free_port, "packhouse", _password(lines), "gw").come()
        assert visitor.is_in
        visitor.leave()
        gateway.files(settings, tmp_path / "files", lines.append)
    shown: list[str] = []
    gateway.show(settings, shown.append)
    assert shown == ["packhouse  coldframe  coldframe/v1/packhouse/#"]
    assert "packhouse:$7$" in (tmp_path / "files" / "passwords").read_text("utf-8")


def test_mistakes_beside_a_stopped_service_are_told(tmp_path: Path, free_port: int) -> None:
    """A name that cannot be, and a gateway that there is not, are told in a sentence."""
    settings = _settings(tmp_path, free_port)
    with pytest.raises(InvalidAccount, match="the name of a gateway"):
        gateway.add(settings, Wish("a/#", "tasmota"), print)
    with pytest.raises(UnknownName, match="nobody"):
        gateway.remove(settings, "nobody", print)


def test_files_for_mosquitto_let_coldframe_in_too(tmp_path: Path) -> None:
    """Without a name in [mqtt] Coldframe gets one, with a password that is made once, and is told so."""
    settings = Settings.model_validate({"data": tmp_path / "data"})
    folder = tmp_path / "files"
    told: list[str] = []
    gateway.files(settings, folder, told.append)
    secret = (folder / "coldframe.password").read_text("utf-8")
    assert stat.S_IMODE((folder / "coldframe.password").stat().st_mode) == 0o600
    assert f'password_file = "{folder}/coldframe.password"' in "\n".join(told)
    gateway.files(settings, folder, told.append)
    assert (folder / "coldframe.password").read_text("utf-8") == secret
    assert (folder / "passwords").read_text("utf-8").startswith("coldframe:$7$")


def test_a_name_in_the_settings_is_the_one_in_the_files(tmp_path: Path) -> None:
    """With a name and password in [mqtt] the files let in exactly these, and no other secret is made."""
    mqtt = {"username": "farm", "password": "waxberry"}
    settings = Settings.model_validate({"data": tmp_path / "data", "mqtt": mqtt})
    gateway.files(settings, tmp_path / "files", print)
    assert (tmp_path / "files" / "passwords").read_text("utf-8").startswith("farm:$7$")
    assert not (tmp_path / "files" / "coldframe.password").exists()


def test_all_kinds_are_shown() -> None:
    """`gateway kinds` names every kind with its topics."""
    told: list[str] = []
    assert gateway.kinds(told.append) == 0
    assert [line.split()[0] for line in told[::2]] == list(KINDS)
    assert "tele/NAME/#" in told[1 + 2 * list(KINDS).index("tasmota")]
