/** Which of a place's values speak first, and how they are put into words. */

import { text } from "../strings";
import type { Place, Value } from "../wire";
import { parse } from "./instants";
import { decimalsOf, limit, number, signed, withUnit } from "./numbers";
import { CELSIUS, shown, shownDifference, shownUnit } from "./scale";

/** Quantities about the device rather than the place; kept off the tile. */
export const HOUSEKEEPING: ReadonlySet<string> = new Set([
  "battery_v",
  "battery_pct",
  "rssi_dbm",
  "snr_db",
  "latitude_deg",
  "longitude_deg",
  "clock_error_s",
]);

/** How far a value lies beyond its band (negative: inside), so that the worst sensor can speak. */
function excess(value: Value): number {
  if (value.value === null) return -Infinity;
  const over = value.high === null ? -Infinity : value.value - value.high;
  const under = value.low === null ? -Infinity : value.low - value.value;
  return Math.max(over, under);
}

function speaksBefore(a: Value, b: Value): number {
  if (a.stale !== b.stale) return a.stale ? 1 : -1;
  const difference = excess(b) - excess(a);
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return (parse(b.observed_at) ?? 0) - (parse(a.observed_at) ?? 0);
}

/** The value that stands for the place: of its main quantity, the fresh sensor that is worst off. */
export function mainValue(place: Place): Value | null {
  const main = place.values.filter((value) => value.quantity === place.main_quantity);
  return [...main].sort(speaksBefore)[0] ?? null;
}

/** One value per other quantity, the worst sensor of each, without housekeeping. */
export function otherValues(place: Place): Value[] {
  const names = new Set(place.values.map((value) => value.quantity));
  names.delete(place.main_quantity);
  return [...names]
    .filter((name) => !HOUSEKEEPING.has(name))
    .map((name) => place.values.filter((value) => value.quantity === name).sort(speaksBefore)[0])
    .filter((value): value is Value => value !== undefined);
}

/** The quantities that a place's chart can show: the main one first. */
export function chartQuantities(place: Place): { quantity: string; title: string; unit: string }[] {
  const seen = new Map<string, { quantity: string; title: string; unit: string }>();
  const main = place.values.filter((value) => value.quantity === place.main_quantity);
  for (const { quantity, title, unit } of [...main, ...place.values]) {
    if (!seen.has(quantity)) seen.set(quantity, { quantity, title, unit });
  }
  return [...seen.values()];
}

/** A value in the reader's unit, without naming it; a door is open or shut. */
export function bare(value: number | null | undefined, quantity: string, unit: string): string {
  return value === null || value === undefined ? "–" : printed(shown(value, unit), quantity, "");
}

export function full(value: number | null | undefined, quantity: string, unit: string): string {
  return value === null || value === undefined ? "–" : printed(shown(value, unit), quantity, shownUnit(unit));
}

/** A value that is in the reader's *unit* already, as those of a chart are. */
export function printed(value: number, quantity: string, unit: string): string {
  if (quantity === "door_open") return value >= 0.5 ? text.doorOpen : text.doorShut;
  return withUnit(number(value, quantity), unit);
}

/** A temperature of goods or air. */
export function temperature(celsius: number): string {
  return full(celsius, "air_temperature_c", CELSIUS);
}

/** A limit as its owner wrote it, in the reader's unit. */
export function edge(value: number, quantity: string, unit: string): string {
  return withUnit(limit(shown(value, unit), quantity), shownUnit(unit));
}

/** How fast a value changes. */
export function rate(perHour: number, quantity: string, unit: string): string {
  const change = signed(shownDifference(perHour, unit), decimalsOf(quantity));
  return withUnit(change, shownUnit(unit)) + text.perHour;
}

/** The allowed band in words, or null where there is none. */
export function allowed(value: Value): string | null {
  const { low, high, quantity, unit } = value;
  if (quantity === "door_open") return null;
  if (low !== null && high !== null) {
    return text.places.between(limit(shown(low, unit), quantity), edge(high, quantity, unit));
  }
  if (high !== null) return text.places.atMost(edge(high, quantity, unit));
  if (low !== null) return text.places.atLeast(edge(low, quantity, unit));
  return null;
}
