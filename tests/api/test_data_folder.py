"""One process at a time, and demos kept apart from farms."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from api.data_folder import DataFolder, read_key
from api.errors import DataFolderUnusable


def test_a_folder_belongs_to_one_process(tmp_path: Path) -> None:
    """A second service on the same folder is refused until the first one has let go."""
    first, second = DataFolder(tmp_path / "data"), DataFolder(tmp_path / "data")
    first.open(simulated=False)
    with pytest.raises(DataFolderUnusable, match="in use"):
        second.open(simulated=False)
    first.close()
    second.open(simulated=False)
    second.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A path that is no folder, or lies under a file, is told with the reason."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(DataFolderUnusable, match="cannot be written"):
            DataFolder(path).open(simulated=False)


def test_a_key_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder that takes nothing any more is named with the reason."""
    folder = DataFolder(tmp_path / "data")
    folder.open(simulated=False)
    (tmp_path / "data" / "lock").unlink()
    (tmp_path / "data").rmdir()
    with pytest.raises(DataFolderUnusable, match="nothing can be written"):
        folder.write_key("http://127.0.0.1:8321", "secret")
    folder.close()


def test_a_demo_starts_in_an_empty_folder(tmp_path: Path) -> None:
    """A demo does not write into the data of a farm, nor of an earlier demo."""
    (tmp_path / "state.sqlite3").write_bytes(b"")
    with pytest.raises(DataFolderUnusable, match="holds data already"):
        DataFolder(tmp_path).open(simulated=True)


def test_a_farm_does_not_start_in_the_folder_of_a_demo(tmp_path: Path) -> None:
    """Simulated readings never end up among real ones."""
    demo = DataFolder(tmp_path)
    demo.open(simulated=True)
    demo.close()
    with pytest.raises(DataFolderUnusable, match="simulated"):
        DataFolder(tmp_path).open(simulated=False)


def test_a_refusal_lets_the_folder_go(tmp_path: Path) -> None:
    """Whoever was refused holds no lock."""
    demo = DataFolder(tmp_path)
    demo.open(simulated=True)
    demo.close()
    with pytest.raises(DataFolderUnusable):
        DataFolder(tmp_path).open(simulated=False)
    again = DataFolder(tmp_path)
    again.open(simulated=None)
    again.close()


def test_the_operators_key_is_for_the_operator_alone(tmp_path: Path) -> None:
    """The key file is readable by its owner only, and goes when the service stops."""
    folder = DataFolder(tmp_path)
    folder.open(simulated=False)
    folder.write_key("http://127.0.0.1:8321", "cf_secret")
    assert stat.S_IMODE(folder.key_file.stat().st_mode) == 0o600
    assert read_key(tmp_path) == ("http://127.0.0.1:8321", "cf_secret")
    folder.close()
    assert read_key(tmp_path) is None


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    """A key file that cannot be understood is told by its path."""
    (tmp_path / "admin.token").write_text("half", encoding="utf-8")
    with pytest.raises(DataFolderUnusable, match=r"admin\.token"):
        read_key(tmp_path)


def test_the_key_of_links_lasts_and_only_we_can_read_it(tmp_path: Path) -> None:
    """Links that were sent before a restart go on; a key that was cut off is told, not used."""
    folder = DataFolder(tmp_path)
    key = folder.link_key()
    path = tmp_path / "links.key"
    assert (len(key), folder.link_key()) == (32, key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(key[:5])
    with pytest.raises(DataFolderUnusable, match="holds 5 bytes, expected 32"):
        folder.link_key()
