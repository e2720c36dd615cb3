"""Farm files and what they would change, as they travel over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.base import Answer, Command
from api.schemas.values import GivenText


class FarmAnswer(Answer):
    """What people have said of the farm, as the text of a farm file."""

    toml: str


class StepAnswer(Answer):
    """One change: ``+`` something new, ``~`` something different, ``-`` something that is no more."""

    sign: str
    text: str


class PlanAnswer(Answer):
    """What a farm file changes; ``fingerprint`` names exactly these changes. No steps: nothing to do."""

    steps: list[StepAnswer]
    fingerprint: str


class FarmFileCommand(Command):
    """A farm file as text; ``source`` is what it is called where it is complained about."""

    toml: Annotated[str, Field(max_length=250_000)]
    source: GivenText = "farm.toml"


class ApplyCommand(FarmFileCommand):
    """A farm file to apply; with the ``fingerprint`` of a plan, only if that is still what would change."""

    fingerprint: GivenText | None = None
