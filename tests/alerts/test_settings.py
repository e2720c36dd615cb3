"""The alerts' part of the configuration: every mistake at once, no secret shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from alerts.settings import AlertsSettings, ChannelSettings, NotifySettings
from ingest.configuration import settings_error


def mistakes_of(raw: dict[str, object]) -> tuple[str, ...]:
    """Return what is said about *raw* as the ``[notify]`` table."""
    with pytest.raises(ValidationError) as caught:
        NotifySettings.model_validate(raw)
    return settings_error("test.toml", caught.value).problems


def test_everything_has_a_default() -> None:
    """An empty file is a valid one: nobody is told, and late readings count for 35 days."""
    assert NotifySettings().channels == ()
    assert AlertsSettings().evidence_days == 35


def test_a_date_in_a_rule_is_written_as_one() -> None:
    """A stage of a crop begins on a TOML date; numbers stay numbers, and what is neither is refused."""
    rules = {"bay": {"stages.bloom.begins": date(2026, 2, 10), "limits.air_temperature_c.high": 28}}
    assert AlertsSettings.model_validate({"rules": rules}).rules["bay"] == {
        "stages.bloom.begins": 20_260_210.0,
        "limits.air_temperature_c.high": 28.0,
    }
    with pytest.raises(ValidationError):
        AlertsSettings.model_validate({"lot_rules": {"L1": {"warm.upper": "cold"}}})


def test_all_mistakes_are_told_at_once() -> None:
    """A wrong key, a missing address and a name that stands twice are three sentences."""
    problems = mistakes_of(
        {"channels": [{"name": "sms", "url": "a://b"}, {"name": "sms"}, {"name": "mail", "adress": "x"}]}
    )
    text = "\n".join(problems)
    assert "channels.1.name: saw 'sms', expected a name that no other channel has" in text
    assert "channels.1.url: saw nothing, expected exactly one of url and url_file" in text
    assert "channels.2.adress" in text


def test_an_address_is_never_shown(tmp_path: Path) -> None:
    """An address may hold a token: it appears neither in an error nor in a printed setting."""
    problems = mistakes_of({"channels": [{"name": "sms", "url": "tok://s3cret", "url_file": str(tmp_path)}]})
    assert "s3cret" not in "\n".join(problems)
    assert "s3cret" not in repr(ChannelSettings(name="sms", url="tok://s3cret"))  # type: ignore[arg-type]  # as in a file


def test_an_address_can_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    """The twin setting url_file names a file that holds the address."""
    file = tmp_path / "sms-url"
    file.write_text("tok://s3cret\n", "utf-8")
    assert ChannelSettings(name="sms", url_file=file).secret() == "tok://s3cret"


def test_a_file_that_is_not_there_is_told() -> None:
    """A product file that cannot be read is a mistake before the start, not after it."""
    with pytest.raises(ValidationError) as caught:
        AlertsSettings.model_validate({"product_files": ["/nowhere/plum.toml"]})
    (problem,) = settings_error("test.toml", caught.value).problems
    assert problem.startswith("product_files.0: saw '/nowhere/plum.toml', expected a file, or a folder")
