"""The sample configuration: it is valid, complete, and shows the real defaults."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr

from api.commands.check import SAMPLE, sample
from api.settings import Settings, load_settings

_EXAMPLE = re.compile(r'^##(?=\[\[|[a-z_]+(?:\."[^"]+")? = )', re.MULTILINE)
_DEFAULT = re.compile(r"^#(?=[a-z_]+ = )", re.MULTILINE)


def _text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


def _fields(model: type[BaseModel], path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _fields(inner, f"{path}{name}.")
        else:
            yield f"{path}{name}"


def _value_at(content: dict[str, Any], path: str) -> Any:  # noqa: ANN401 - whatever stands in the file
    for part in path.split("."):
        if not isinstance(content, dict) or part not in content:
            return None
        content = content[part]
    return content


def test_the_sample_is_valid_as_it_stands(tmp_path: Path) -> None:
    """What `check --sample` prints is a good configuration that says what the defaults say."""
    lines: list[str] = []
    assert sample(lines.append) == 0
    file = tmp_path / "coldframe.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert load_settings(file) == Settings()


def test_the_sample_shows_the_defaults(tmp_path: Path) -> None:
    """With every default uncommented the configuration is still the default one."""
    file = tmp_path / "coldframe.toml"
    file.write_text(_DEFAULT.sub("", _text()), encoding="utf-8")
    assert load_settings(file) == Settings()


def test_the_sample_mentions_every_setting() -> None:
    """Each setting stands in the sample, as a default or as an example."""
    content = tomllib.loads(_DEFAULT.sub("", _EXAMPLE.sub("", _text())))
    missing = [path for path in _fields(Settings) if _value_at(content, path) is None]
    assert missing == []


def test_the_examples_of_the_sample_are_valid(tmp_path: Path) -> None:
    """The farm and the channels that the sample shows as examples can be used as they are."""
    text = _text()
    examples = text[text.index("##[[notify.channels]]") :]
    file = tmp_path / "coldframe.toml"
    file.write_text(_EXAMPLE.sub("", examples), encoding="utf-8")
    settings = load_settings(file)
    assert (settings.sites[0].id, settings.places[0].site, settings.devices[0].place) == (
        "farm",
        "farm",
        "cold-room-1",
    )
    assert isinstance(settings.notify.channels[0].url, SecretStr)
