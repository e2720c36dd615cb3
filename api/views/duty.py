"""The duty roster as it is shown, and as it is meant by what somebody sends; pure."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from alerts.people import Duty, Person
from alerts.roster import Roster
from alerts.settings import ChannelSettings
from api.schemas.duty import (
    DutyAnswer,
    DutyChangeAnswer,
    DutyCommand,
    PersonAnswer,
    PersonChannelAnswer,
    StepAnswer,
)
from ingest.configuration import settings_error


def duty_answer(roster: Roster) -> DutyAnswer:
    """Return who is called, and who said so, without any address."""
    duty, history = roster.duty, roster.history()
    return DutyAnswer(
        configured=roster.is_configured,
        version=roster.version,
        history=[DutyChangeAnswer(at=one.at_ms, by=one.who, what=one.what) for one in reversed(history)],
        step_minutes=duty.step_minutes,
        people=[_person(one) for one in duty.people],
        steps=[
            StepAnswer(people=list(one.people), hours=one.hours, days=list(one.days)) for one in duty.steps
        ],
    )


def duty_of(command: DutyCommand, before: Duty) -> Duty:
    """Return what *command* means; a channel without an address keeps the one that it has in *before*.

    Raises SettingsError with everything that is wrong.
    """
    raw = command.model_dump(mode="json", exclude_none=True, exclude={"by", "version"})
    for person in raw["people"]:
        known = before.person(person["id"])
        for channel in person["channels"]:
            channel.update(_kept(channel, known))
    try:
        return Duty.model_validate(raw)
    except ValidationError as error:
        raise settings_error("the duty roster", error) from error


def _kept(channel: dict[str, Any], person: Person | None) -> dict[str, str]:
    if "url" in channel or person is None:
        return {}
    found = next((one for one in person.channels if one.name == channel["name"]), None)
    return {} if found is None else {"url": found.secret()}


def _person(person: Person) -> PersonAnswer:
    return PersonAnswer(
        id=person.id,
        name=person.name,
        language=person.language,
        temperature=person.temperature,
        time_zone=person.time_zone,
        quiet=person.quiet,
        reply_from=list(person.reply_from),
        weekly_report=person.weekly_report,
        channels=[PersonChannelAnswer(name=one.name, service=_service(one)) for one in person.channels],
    )


def _service(channel: ChannelSettings) -> str:
    """Return what kind of service an address names: what stands before its first colon."""
    return "a file" if channel.url_file is not None else channel.secret().partition(":")[0]
