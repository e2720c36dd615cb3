"""What a farm file would change of the farm as it is known, or what speaks against it; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.errors import SettingsError
from ingest.farm.draft import Draft
from ingest.farm.file import FarmFile
from ingest.farm.planned_periods import plan_calibrations, plan_installations
from ingest.farm.sentences import Step, of_meaning
from ingest.farm.state import FarmChanges, FarmState
from ingest.field_meanings import meaning_mistake
from ingest.known import Meaning
from ingest.place import Device, Gateway, Place, PlaceKind, Site


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change, in words and in fact."""

    steps: tuple[Step, ...]
    changes: FarmChanges

    @property
    def fingerprint(self) -> str:
        """Return what two plans have in common that change the same."""
        return hashlib.sha256(repr(self.steps).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def plan(
    file: FarmFile, source: str, state: FarmState, recipes: Mapping[str, PlaceKind], now_ms: int
) -> Plan:
    """Return what *file* would change; raises SettingsError with everything that speaks against it.

    Args:
        file: what people say.
        source: where they said it.
        state: the farm as it is known.
        recipes: for which kind of place each recipe is.
        now_ms: when a device moves whose place is given without a time [ms].
    """
    draft = Draft(file, state, recipes, now_ms)
    _plan_sites(draft)
    _plan_places(draft)
    _plan_gateways(draft)
    _plan_devices(draft)
    plan_installations(draft)
    plan_calibrations(draft)
    _plan_meanings(draft)
    if draft.problems:
        raise SettingsError(source, tuple(str(problem) for problem in draft.problems))
    return Plan(tuple(draft.steps), draft.changes)


def _plan_sites(draft: Draft) -> None:
    for one in draft.file.sites:
        site = Site(one.id, one.name, one.time_zone)
        draft.put("site", site, draft.state.sites, draft.changes.sites)


def _plan_places(draft: Draft) -> None:
    for number, one in enumerate(draft.file.places):
        if one.site not in draft.sites:
            draft.refuse(f"places.{number}.site", one.site, _one_of("a site", draft.sites))
        fitting = [name for name, kind in draft.recipes.items() if kind is one.kind]
        if one.recipe not in fitting:
            expected = f"a recipe for a place of kind {one.kind}: {', '.join(fitting) or 'there is none'}"
            draft.refuse(f"places.{number}.recipe", one.recipe, expected)
        place = Place(one.id, one.site, one.name, one.kind, one.recipe)
        draft.put("place", place, draft.state.places, draft.changes.places)


def _plan_gateways(draft: Draft) -> None:
    for one in draft.file.gateways:
        known = draft.state.gateways.get(one.id) or Gateway(one.id, "", 0, 0)
        name = known.name if one.name is None else one.name
        zone = known.time_zone if one.time_zone is None else one.time_zone
        gateway = replace(known, name=name, time_zone=zone)
        draft.put("gateway", gateway, draft.state.gateways, draft.changes.gateways)


def _plan_devices(draft: Draft) -> None:
    for one in draft.file.devices:
        known = draft.state.devices.get(one.id) or Device(one.id, "", "", "", (), 0, 0)
        device = replace(known, name=known.name if one.name is None else one.name)
        draft.put("device", device, draft.state.devices, draft.changes.devices)
    mentioned = [one.device for one in draft.file.installations]
    mentioned += [one.device for one in draft.file.calibrations]
    for name in dict.fromkeys(mentioned):
        if name not in draft.devices:
            new = Device(name, "", "", "", (), 0, 0)
            draft.put("device", new, draft.state.devices, draft.changes.devices)


def _plan_meanings(draft: Draft) -> None:
    for number, one in enumerate(draft.file.fields):
        meaning = Meaning(one.quantity or "", one.unit, one.channel)
        mistake = meaning_mistake(meaning)
        if mistake is not None:
            name, seen, expected = mistake
            draft.refuse(f"fields.{number}.{name}", seen, expected)
            continue
        key = (one.model, one.field)
        before = draft.state.meanings.get(key)
        if before != meaning:
            draft.changes.meanings[key] = meaning
            draft.steps.append(of_meaning(key, before, meaning))


def _one_of(what: str, known: Mapping[str, object]) -> str:
    return f"the id of {what} that is known or in this file: {', '.join(known) or 'there is none'}"
