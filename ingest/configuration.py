"""How a configuration file is read, and how its mistakes are told: all of them, at once.

Every mistake becomes one sentence with its path, the value that was seen and what was expected. Values
that may be secret are never shown, nor those of unknown keys, which may be secrets under a wrong name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from ingest.errors import SettingsError
from ingest.expectation import UNKNOWN, expectation, sentence

_Model = TypeVar("_Model", bound=BaseModel)


class Contradiction(NamedTuple):
    """A mistake that lies between fields: where, what was seen there, what was expected."""

    path: tuple[str | int, ...]
    seen: object
    expected: str


class Section(BaseModel):
    """A table of the file: unknown keys are mistakes, and nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:  # noqa: ARG003 - for subclasses
        """Yield the mistakes between the fields of *raw*, which is as it stands in the file: unchecked."""
        yield from ()

    @model_validator(mode="wrap")
    @classmethod
    def _tell_all(cls, raw: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - unchecked input
        """Validate every field and every rule between fields, and only then complain."""
        found = [_line(one) for one in cls.contradictions(raw)] if isinstance(raw, dict) else []
        try:
            made = handler(raw)
        except ValidationError as error:
            found += [_again(line) for line in error.errors(include_url=False)]
        else:
            if not found:
                return made
        raise ValidationError.from_exception_data(cls.__name__, found)


def read_configuration(path: Path, model: type[_Model]) -> _Model:
    """Return the TOML file at *path* as a *model*; raises SettingsError with everything that is wrong."""
    return parse_configuration(read_toml(path), str(path), model)


def read_toml(path: Path) -> str:
    """Return the text of the file at *path*; raises SettingsError."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise SettingsError(str(path), (f"the file cannot be read: {error.strerror or error}",)) from error
    except UnicodeDecodeError as error:
        raise SettingsError(str(path), (f"the file is not TOML: {error}",)) from error


def parse_configuration(text: str, source: str, model: type[_Model]) -> _Model:
    """Return TOML *text*, which stands in *source*, as a *model*; raises SettingsError with all mistakes."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(source, (f"the file is not TOML: {error}",)) from error
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise settings_error(source, error) from error


def settings_error(source: str, error: ValidationError) -> SettingsError:
    """Return what *error* found in *source* as one sentence per mistake."""
    return SettingsError(source, tuple(sentence(line) for line in error.errors(include_url=False)))


def _line(found: Contradiction) -> InitErrorDetails:
    kind = PydanticCustomError("contradiction", "{expected}", {"expected": found.expected})
    return InitErrorDetails(type=kind, loc=found.path, input=found.seen)


def _again(line: ErrorDetails) -> InitErrorDetails:
    """Return an error that was told already, to be told again beside others."""
    context: dict[str, Any] = {"expected": expectation(line)}
    kind = "unknown_key" if line["type"] in UNKNOWN else line["type"]
    told = PydanticCustomError(kind, "{expected}", context)
    return InitErrorDetails(type=told, loc=line["loc"], input=line["input"])
