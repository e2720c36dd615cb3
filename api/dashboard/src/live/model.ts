/** What the page knows, and how news changes it; pure. */

import type { Link } from "../derive/band";
import type { Alert, Lot, Place, Shipment, Summary } from "../wire";

export interface Farm {
  summary: Summary;
  places: Place[];
  alerts: Alert[];
  lots: Lot[];
  shipments: Shipment[];
  /** This device's clock when `summary.now` was read. */
  summaryAtMs: number;
  /** This device's clock when the service was last heard. */
  heardAtMs: number;
}

export interface Model {
  link: Link;
  farm: Farm | null;
}

/** The farm's clock, which may run faster than this device's. */
export function farmTime(farm: Farm, deviceMs: number): number {
  return Date.parse(farm.summary.now) + (deviceMs - farm.summaryAtMs) * farm.summary.clock_speed;
}

export function withSummary(farm: Farm, summary: Summary, deviceMs: number): Farm {
  // The stream is the same for all readers; what this reader may do is told to their own question only.
  const reader = summary.reader ?? farm.summary.reader;
  return { ...farm, summary: { ...summary, reader }, summaryAtMs: deviceMs, heardAtMs: deviceMs };
}

/** Replace the places that changed and keep the others in their order. */
export function withPlaces(farm: Farm, changed: readonly Place[], deviceMs: number): Farm {
  const fresh = new Map(changed.map((place) => [place.id, place]));
  const places = farm.places.map((place) => fresh.get(place.id) ?? place);
  const known = new Set(farm.places.map((place) => place.id));
  return {
    ...farm,
    places: [...places, ...changed.filter((place) => !known.has(place.id))],
    heardAtMs: deviceMs,
  };
}

function version(alert: Alert): [number, number] {
  return [Math.max(0, ...alert.events.map((event) => event.id)), Date.parse(alert.updated_at)];
}

/** Take an alert unless what is known of it is newer (an answer and the stream may cross). */
export function withAlert(farm: Farm, alert: Alert, deviceMs: number): Farm {
  const known = farm.alerts.find((one) => one.id === alert.id);
  if (known === undefined) return { ...farm, alerts: [alert, ...farm.alerts], heardAtMs: deviceMs };
  const [oldEvent, oldUpdate] = version(known);
  const [newEvent, newUpdate] = version(alert);
  const isOlder = newEvent < oldEvent || (newEvent === oldEvent && newUpdate < oldUpdate);
  if (isOlder) return { ...farm, heardAtMs: deviceMs };
  const alerts = farm.alerts.map((one) => (one.id === alert.id ? alert : one));
  return { ...farm, alerts, heardAtMs: deviceMs };
}

const SLOWEST_MS = 10_000;
const FASTEST_MS = 2_000;

/** How often numbers are asked for that move without an event; sooner where the farm's clock runs faster. */
export function numbersEveryMs(clockSpeed: number): number {
  return Math.max(FASTEST_MS, SLOWEST_MS / Math.max(1, clockSpeed));
}

/** True while what the page shows may be out of date. */
export function isOld(model: Model): boolean {
  return model.link !== "live";
}
