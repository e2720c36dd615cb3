"""What can be wrong with a place or its goods, and with a sensor."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """What is wrong, in the words of the place; one open alert per cause and place."""

    TOO_WARM = "too_warm"
    TOO_COLD = "too_cold"
    TOO_HUMID = "too_humid"
    TOO_DRY = "too_dry"
    SOIL_TOO_WET = "soil_too_wet"
    SOIL_TOO_DRY = "soil_too_dry"
    SILENT = "silent"
    WAITING_WARM = "waiting_warm"
    """Goods that were never cold since their harvest spend their life waiting."""
    LIFE_SHORT = "life_short"
    """Goods will arrive with less life than their buyer requires."""
    ARRIVES_LATE = "arrives_late"
    """Goods will arrive, or are, later than they are due."""
    REHEARSAL = "rehearsal"
    """Nothing is wrong: somebody wants to see whether everybody is reached."""
    GATEWAY_SILENT = "gateway_silent"
    ALL_SILENT = "all_silent"
    """Nothing is heard from any gateway."""
    UNTRUSTED = "untrusted"
    BATTERY_LOW = "battery_low"
    REPORTS_MISSING = "reports_missing"
    CLOCK_WRONG = "clock_wrong"
    COOLING_SLOW = "cooling_slow"
    BEYOND_COMPLIANCE = "beyond_compliance"
    """A limit is passed that an auditor judges by, whatever it did to the goods."""
    CONDENSATION = "condensation"
    """Water settles on goods, leaves or fruit."""
    INFECTION_RISK = "infection_risk"
    """Leaves and fruit were wet for so long that grey mould may have got in."""
    ROUGH_HANDLING = "rough_handling"
    """Goods were knocked or shaken more than they should be: a flag of their quality."""
    BEYOND_LAW = "beyond_law"
    """Goods were warmer than a law lets them be kept, whatever it did to them."""
    OUT_OF_ICE = "out_of_ice"
    """The ice of a box will be gone before its goods have arrived."""
    UNIT_FAILING = "unit_failing"
    """A room's cooling does not do its work as it usually does, although its goods may still be well."""
    IN_USE = "in_use"
    """Nothing is wrong: a defrost, a door or a load warmed the air. On record, and never raised."""


FRONTS = frozenset({Cause.GATEWAY_SILENT, Cause.ALL_SILENT})
"""Causes that stand before the silence of single devices: these are not told of besides."""

BLIND = frozenset({Cause.SILENT, *FRONTS})
"""Causes that are about not seeing, and not about what is seen."""


class Fault(StrEnum):
    """What is wrong with a sensor, or with a unit that cools."""

    STUCK = "stuck"
    LEAPS = "leaps"
    DRIFTS = "drifts"
    APART = "apart"
    """One of several sensors drifts, and nobody knows which."""
    LOSSY = "lossy"
    BATTERY = "battery"
    CLOCK_UNSET = "clock_unset"
    CLOCK_AHEAD = "clock_ahead"
    CLOCK_BEHIND = "clock_behind"
    SHORT_CYCLING = "short_cycling"
    """A unit starts too often."""
    DEFROST_LONG = "defrost_long"
    DEFROST_OFTEN = "defrost_often"
    DEFROST_WARM = "defrost_warm"
    """Defrosts take longer, come more often, or warm the air by more than they used to."""
    SLOW_PULL_DOWN = "slow_pull_down"
    """A unit brings the air back more slowly than it used to."""


class Use(StrEnum):
    """What a place was doing when something warmed its air, without anything being wrong."""

    DEFROST = "defrost"
    DOOR = "door"
    LOADING = "loading"
