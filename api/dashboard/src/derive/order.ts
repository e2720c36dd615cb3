/** What comes first: the worst. */

import type { Alert, Lot, Place, State } from "../wire";
import { isOpen } from "./band";
import { parse } from "./instants";

const RANK: Readonly<Record<State, number>> = { act_now: 0, cannot_see: 1, watch: 2, good: 3 };
const DAY_MS = 86_400_000;

type Key = readonly number[];

function byKey<Item>(key: (item: Item) => Key): (a: Item, b: Item) => number {
  return (a, b) => {
    const [left, right] = [key(a), key(b)];
    for (const [at, value] of left.entries()) {
      const other = right[at] ?? 0;
      if (value !== other) return value < other ? -1 : 1;
    }
    return 0;
  };
}

function alertKey(alert: Alert): Key {
  return [
    RANK[alert.shown_as],
    alert.state === "open" ? 0 : 1,
    parse(alert.facts.too_late_at) ?? Infinity,
    -(alert.facts.life_lost_h ?? 0),
    parse(alert.started_at) ?? 0,
  ];
}

/** Alerts that last: severe before mild, nobody's before somebody's, the soonest "too late" first. */
export function openAlerts(alerts: readonly Alert[]): Alert[] {
  return alerts.filter(isOpen).sort(byKey(alertKey));
}

/** Alerts that ended during the last day, newest first. */
export function recentlyResolved(alerts: readonly Alert[], nowMs: number): Alert[] {
  return alerts
    .filter((alert) => alert.state === "resolved" && (parse(alert.ended_at) ?? 0) > nowMs - DAY_MS)
    .sort(byKey((alert) => [-(parse(alert.ended_at) ?? 0)]));
}

/** All alerts of one place: the open ones worst first, then the others newest first. */
export function alertsOfPlace(alerts: readonly Alert[], placeId: string): Alert[] {
  const here = alerts.filter((alert) => alert.place_id === placeId && alert.state !== "withdrawn");
  const over = here.filter((alert) => !isOpen(alert));
  return [...openAlerts(here), ...over.sort(byKey((alert) => [-(parse(alert.started_at) ?? 0)]))];
}

/** Places: worst state first; within a state as the farm lists them. */
export function placesInOrder(places: readonly Place[]): Place[] {
  return [...places].sort(byKey((place) => [RANK[place.state]]));
}

/** Lots: fewest days left first; those not known yet at the end. */
export function lotsInOrder(lots: readonly Lot[]): Lot[] {
  return [...lots].sort(byKey((lot) => [lot.remaining_life_days?.p50 ?? Infinity]));
}
