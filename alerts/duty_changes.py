"""What one duty roster has that another has not, in words that hold no address; pure."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.people import Duty, Person


def differences(before: Duty, after: Duty) -> tuple[str, ...]:
    """Return in words how *after* differs from *before*; nothing where it does not."""
    return tuple(_differences(before, after))


def _differences(before: Duty, after: Duty) -> Iterator[str]:
    for person in before.people:
        if after.person(person.id) is None:
            yield f"{person.name} is not called any more"
    for person in after.people:
        known = before.person(person.id)
        if known is None:
            yield f"{person.name} can be called"
        else:
            yield from (f"{person.name}: {change}" for change in _of_person(known, person))
    if before.steps != after.steps:
        yield f"order: {_order(after)}"
    if before.step_minutes != after.step_minutes:
        yield f"{after.step_minutes} min to answer, before that {before.step_minutes}"


def _of_person(before: Person, after: Person) -> Iterator[str]:
    for field in Person.model_fields:
        if field != "channels" and getattr(before, field) != getattr(after, field):
            yield field.replace("_", " ")
    known = {channel.name: channel for channel in before.channels}
    wanted = {channel.name: channel for channel in after.channels}
    yield from (f"no {name} any more" for name in known if name not in wanted)
    for name, channel in wanted.items():
        if name not in known:
            yield f"{name} is new"
        elif channel != known[name]:
            yield f"another address for {name}"


def _order(duty: Duty) -> str:
    names = {person.id: person.name for person in duty.people}
    steps = (" and ".join(names.get(one, one) for one in step.people) for step in duty.steps)
    return ", then ".join(steps) or "nobody"
