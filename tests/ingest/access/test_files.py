"""The files of Mosquitto: complete, private, and no line more than was meant."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ingest.access.account import Account
from ingest.access.files import kept_secret, write_files, write_whole
from ingest.errors import FilesUnusable

PUMP = Account("pump", "tasmota", "$7$101$a$b", ("tele/pump/#",), ("cmnd/pump/#",), 0)
FARM = Account("farm", "other", "$7$101$c$d", ("farm/7 a/#",), (), 0)


def test_both_files_tell_everything_about_everybody(tmp_path: Path) -> None:
    """Each gateway may write and read its topics, Coldframe reads all and says what gateways listen to."""
    write_files(tmp_path / "new", (FARM, PUMP), "coldframe", "$7$101$x$y")
    passwords = (tmp_path / "new" / "passwords").read_text("utf-8")
    assert passwords == "coldframe:$7$101$x$y\nfarm:$7$101$c$d\npump:$7$101$a$b\n"
    rules = (tmp_path / "new" / "acl").read_text("utf-8")
    asked = "topic write R/+/keepalive\ntopic write spBv1.0/+/NCMD/+"
    heard = "topic read #\ntopic read $SYS/broker/publish/messages/dropped"
    assert rules.split("\n\n")[1:] == [
        f"user coldframe\n{asked}\ntopic write cmnd/pump/#\n{heard}",
        "user farm\ntopic write farm/7 a/#",
        "user pump\ntopic write tele/pump/#\ntopic read cmnd/pump/#\n",
    ]


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    """The files are for their owner and Mosquitto's group, a secret for its owner alone; no draft stays."""
    write_files(tmp_path, (PUMP,), "coldframe", "x")
    assert kept_secret(tmp_path / "secret", "s3cret") == "s3cret"
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {"passwords": 0o640, "acl": 0o640, "secret": 0o600}


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    """Writing the files again does not lock Coldframe out."""
    assert kept_secret(tmp_path / "secret", "first") == "first"
    assert kept_secret(tmp_path / "secret", "second") == "first"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Where nothing can be written, the file is named and nothing is left behind."""
    (tmp_path / "taken").write_text("x", "utf-8")
    with pytest.raises(FilesUnusable, match="taken"):
        write_whole(tmp_path / "taken" / "acl", "x", 0o640)
    (tmp_path / "folder" / "acl").mkdir(parents=True)
    with pytest.raises(FilesUnusable, match="acl"):
        write_whole(tmp_path / "folder" / "acl", "x", 0o640)
    assert [file.name for file in (tmp_path / "folder").iterdir()] == ["acl"]
