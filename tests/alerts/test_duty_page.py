"""The page about duty shows what can really be written into a configuration."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from alerts.people import Duty, Person, Step

PAGE = (Path(__file__).parents[2] / "docs" / "duty.md").read_text("utf-8")


def test_the_example_is_a_roster(tmp_path: Path) -> None:
    """It is read without a mistake, and shows every field that there is."""
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    secret = tmp_path / "ana.url"
    secret.write_text("json://127.0.0.1/")
    raw = tomllib.loads(block.replace("/etc/coldframe/ana.url", str(secret)))
    duty = Duty.model_validate(raw["duty"])
    assert [person.id for person in duty.people] == ["ana", "luis"]
    for model in (Duty, Person, Step):
        assert [name for name in model.model_fields if not re.search(rf"\b{name}\b", block)] == []
