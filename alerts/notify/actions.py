"""What to do, for each cause and kind of place: one table, so that a grower can read it through.

The short form fits a text message; the long form says it to somebody who has never stood there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from alerts.cause import Cause
from ingest.place import PlaceKind

MAX_SHORT = 36
"""Characters that an action may take of a text message."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do: *short* within ``MAX_SHORT`` plain characters, *long* in full sentences."""

    short: str
    long: str


DOOR_OPEN = Action("Shut the door", "Shut the door. If it does not close, look at its seal and its spring.")
"""What to do where a door stands open, whatever the kind of place."""

_ANYWHERE: Mapping[Cause, Action] = {
    Cause.TOO_WARM: Action(
        "Check door, fan and cooling",
        "Check that the door is shut and that fan and cooling run; move the goods if they do not.",
    ),
    Cause.TOO_COLD: Action(
        "Raise the set point",
        "Raise the set point and make sure that the probe hangs where the goods are.",
    ),
    Cause.TOO_HUMID: Action(
        "Check drain and air flow",
        "Look for standing water, clear the drain and let the air move around the goods.",
    ),
    Cause.TOO_DRY: Action(
        "Cover the goods, check humidifier",
        "Cover the goods, and check the humidifier's water and the speed of the fan.",
    ),
    Cause.SOIL_TOO_WET: Action(
        "Stop watering, check the drain",
        "Stop the watering of this bay, see whether a valve hangs open, and check the drain.",
    ),
    Cause.SOIL_TOO_DRY: Action(
        "Water now, check valve and pump",
        "Water this bay now; check valve, pump and filter if the soil stays dry.",
    ),
    Cause.SILENT: Action(
        "Check its battery and gateway",
        "Look at the sensor: battery, antenna, cable. If several are dark, look at gateway and router.",
    ),
    Cause.WAITING_WARM: Action(
        "Cool these goods now",
        "Bring these goods to the pre-cooler now: an hour in the warmth costs them many hours of shelf life.",
    ),
    Cause.LIFE_SHORT: Action(
        "Send to a nearer buyer, or call",
        "Send these goods to a buyer who is nearer or asks for less, send others in their stead, or call "
        "the buyer now. The page of the shipment tells what a faster way or cooling again would change.",
    ),
    Cause.ARRIVES_LATE: Action(
        "Call the buyer, or find a faster way",
        "Tell the buyer, and ask the carrier for a faster way; then write the new times into the shipment.",
    ),
    Cause.REHEARSAL: Action(
        "Answer as if it were real",
        "Answer as you would answer a real alarm, so that all can see that you are reached.",
    ),
    Cause.GATEWAY_SILENT: Action(
        "Check gateway: power and router",
        "Look at the gateway: has it power, does its lamp show a connection, does the router work? Until it "
        "is back nobody sees what its sensors see: read the displays on the spot.",
    ),
    Cause.ALL_SILENT: Action(
        "Check power, network, broker",
        "Not one gateway is heard: look at what all of them need, the power, the network and the broker. "
        "Until it is back nobody sees any place: read the displays on the spot.",
    ),
    Cause.UNTRUSTED: Action(
        "Compare with another instrument",
        "Hold another instrument that measures the same beside the sensor. If they differ, restart or "
        "replace the sensor; until then go by the others.",
    ),
    Cause.REPORTS_MISSING: Action(
        "Move it or the gateway closer",
        "Its radio reaches the gateway only now and then: look for what is new between them, at the antenna "
        "and the battery, or bring one of them closer.",
    ),
    Cause.CLOCK_WRONG: Action(
        "Set its clock, best by NTP",
        "Set the clock, best by NTP: see whether a time server is reached, and whether the battery of the "
        "clock is empty. What is kept while nothing can be sent may stand at a wrong time until then.",
    ),
    Cause.BATTERY_LOW: Action(
        "Change its battery",
        "Change the battery, or charge it, before the sensor falls silent.",
    ),
    Cause.BEYOND_COMPLIANCE: Action(
        "Note its cause and what you did",
        "The time beyond this limit is on record for the auditor, beside the alert to act on. Write down the "
        "cause and what was done with the goods, as a comment or a photo.",
    ),
    Cause.CONDENSATION: Action(
        "Keep them cold, or keep them covered",
        "Water settles on cold goods in humid air, and mould follows. Bring them back into the cold, or keep "
        "them covered until they are as warm as the air.",
    ),
    Cause.INFECTION_RISK: Action(
        "Dry the leaves, think of protection",
        "Vent, run the fans and heat gently until leaves and fruit are dry; ask whoever protects the crop "
        "whether to treat it, and pick what is ripe.",
    ),
    Cause.ROUGH_HANDLING: Action(
        "Look at the goods on arrival",
        "Call the driver: does the load still stand, is it strapped? Look at the goods before they are "
        "accepted or sold; bruises show after hours.",
    ),
    Cause.BEYOND_LAW: Action(
        "Cool them, note what you did",
        "Bring the goods back below the limit of the law, and write down the cause and what was done with "
        "them. Ask whoever answers for food safety before they are sold.",
    ),
    Cause.OUT_OF_ICE: Action(
        "Add ice, or move to a cold room",
        "Put fresh ice in, or bring the box into a cold room, before the ice is gone. Until then the air in "
        "it stays cold, and warns of nothing.",
    ),
    Cause.IN_USE: Action("Nothing", "Nothing is to be done."),
    Cause.UNIT_FAILING: Action(
        "Call the refrigeration service",
        "Look for ice on the coil, a fan that stands still and dirt on the condenser, and call the service "
        "before the unit fails. The goods are judged by themselves.",
    ),
    Cause.COOLING_SLOW: Action(
        "Check blower, coil, cover, stacking",
        "Check that the blower runs, that no ice is on the coil, that the cover lies tight, and that air "
        "passes through every row of the stack.",
    ),
}

_THERE: Mapping[tuple[Cause, PlaceKind], Action] = {
    (Cause.TOO_WARM, PlaceKind.GREENHOUSE): Action(
        "Open vents, shade, check fans",
        "Open the vents and start the fans; shade the bay if the sun is on it. Check the vent motor.",
    ),
    (Cause.TOO_WARM, PlaceKind.PRECOOLER): Action(
        "Check blower, coil and cover",
        "Check that the blower runs, that no ice is on the coil, and that the cover lies tight on the bins.",
    ),
    (Cause.TOO_WARM, PlaceKind.COLD_ROOM): Action(
        "Check door and compressor",
        "Check that the door is shut, the fan turns and the compressor runs. If it does not run, "
        "call the service and move the goods to another cold room.",
    ),
    (Cause.TOO_WARM, PlaceKind.TRUCK): Action(
        "Call driver, check reefer unit",
        "Call the driver: is the unit running, is there fuel, is the door shut? If it cannot be mended "
        "in time, send the load to the nearest cold store.",
    ),
    (Cause.TOO_WARM, PlaceKind.ICE_BOX): Action(
        "Add ice, keep shut and shaded",
        "Keep the box shut and out of the sun, and put fresh ice packs in or bring it into a cold room.",
    ),
    (Cause.TOO_COLD, PlaceKind.GREENHOUSE): Action(
        "Close vents, start heating",
        "Close the vents and start the heating or the frost fans.",
    ),
    (Cause.TOO_COLD, PlaceKind.PRECOOLER): Action(
        "Raise set point, slow the blower",
        "Raise the set point and slow the blower; check the goods next to the coil for frost.",
    ),
    (Cause.TOO_COLD, PlaceKind.TRUCK): Action(
        "Call driver, raise set point",
        "Call the driver and have the set point raised; check the goods near the air outlet for frost.",
    ),
    (Cause.TOO_COLD, PlaceKind.ICE_BOX): Action(
        "Put a layer between ice and goods",
        "Put paper or foam between the ice packs and the goods; check the goods next to them for frost.",
    ),
    (Cause.TOO_HUMID, PlaceKind.GREENHOUSE): Action(
        "Vent, run fans, heat a little",
        "Open the vents a little, run the fans and heat gently, before water settles on leaves and fruit.",
    ),
    (Cause.TOO_DRY, PlaceKind.GREENHOUSE): Action(
        "Mist, or close the vents",
        "Mist the paths or close the vents halfway.",
    ),
    (Cause.CONDENSATION, PlaceKind.GREENHOUSE): Action(
        "Heat gently, vent, run the fans",
        "Heat gently before the sun does, open the vents a little and run the fans, so that leaves and fruit "
        "are not colder than the air around them.",
    ),
    (Cause.SILENT, PlaceKind.TRUCK): Action(
        "Call driver, check tracker power",
        "Call the driver: has the tracker power, and what does the unit's own display show?",
    ),
    (Cause.SILENT, PlaceKind.COLD_ROOM): Action(
        "Look at its display, check gateway",
        "Read the room's own display now and write it down. Then look at the sensor's battery and at "
        "the gateway.",
    ),
}

ACTIONS: Mapping[tuple[Cause, PlaceKind], Action] = MappingProxyType(
    {(cause, kind): _THERE.get((cause, kind), _ANYWHERE[cause]) for cause in Cause for kind in PlaceKind}
)
"""What to do for every cause in every kind of place."""
