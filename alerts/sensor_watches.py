"""Which sensors are watched for faults of their own besides those of air temperature. Pure wiring.

Only what a device was heard to tell is watched: most tell little of all this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alerts.detect.trust import TrustRule
from alerts.device_watches import watch_of, who
from alerts.place_choruses import crews, drift_watch
from alerts.recipe import Recipe
from alerts.watch import Heard, Watch
from ingest.place import Installation, Place
from ingest.quantity import HUMIDITY


def sensor_watches(
    place: Place, recipe: Recipe, installations: Sequence[Installation], heard: Heard
) -> Iterator[Watch]:
    """Yield what the sensors of *place* are watched for, where they tell what the recipe speaks of."""
    others = {} if recipe.trust is None else recipe.trust.others()
    for one in installations:
        for quantity in sorted(others.keys() & set(heard.get(one.device_id, ()))):
            rule = TrustRule(*who(one, quantity), others[quantity].stuck_s, *others[quantity].bounds)
            yield watch_of("trust", one, quantity, rule)
    humidity = None if recipe.drift is None else recipe.drift.relative_humidity_pct
    if recipe.drift is None or humidity is None:
        return
    for crew in crews([one for one in installations if HUMIDITY in heard.get(one.device_id, ())]):
        if len(crew[2]) > 1:
            apart, still = humidity.apart.value, humidity.still.value
            yield drift_watch(place, HUMIDITY, crew, (apart, recipe.drift.over_h, still))
