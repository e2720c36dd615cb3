"""The configurations in deploy: real programs take them, and they do what their comments say."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.access.account import Account
from ingest.access.files import write_files
from ingest.access.password import hashed
from tests.ingest.visitor import Visitor
from tests.mosquitto import Mosquitto, find_mosquitto
from tests.waiting import wait_until

DEPLOY = Path(__file__).parent.parent / "deploy"


@pytest.mark.mosquitto
def test_mosquitto_takes_our_configuration(tmp_path: Path, free_port: int) -> None:
    """Mosquitto starts with it, lets in whoever has a name, and keeps far more than a thousand messages."""
    program = find_mosquitto()
    farm = Account("farm", "other", hashed("strawberry"), ("farm/#",), (), 0)
    write_files(tmp_path, (farm,), "coldframe", hashed("waxberry"))
    ours = (DEPLOY / "mosquitto" / "coldframe.conf").read_text("utf-8")
    ours = ours.replace("/etc/mosquitto/coldframe/", f"{tmp_path}/").replace("\nlistener 1883\n", "\n")
    broker = Mosquitto(program, tmp_path, free_port, access=ours)
    broker.start()
    try:
        nameless = Visitor(free_port).come()
        assert not nameless.is_in
        waiting = Visitor(free_port, "coldframe", "waxberry", "coldframe", clean=False).come()
        assert waiting.is_in
        waiting.listen("farm/#")
        waiting.leave()
        login = ("-u", "farm", "-P", "strawberry")
        broker.publish_lines("farm/7", [str(number) for number in range(3_000)], *login)
        again = Visitor(free_port, "coldframe", "waxberry", "coldframe", clean=False).come()
        wait_until(lambda: len(again.heard) == 3_000, 20, "everything that waited")
        again.leave()
    finally:
        broker.stop()
