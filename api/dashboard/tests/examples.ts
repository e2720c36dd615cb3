/** Small whole examples of what the service sends; each test changes what it is about. */

import type { Farm } from "../src/live/model";
import type { Alert, Lot, Place, Summary, Value } from "../src/wire";

export const NOON = "2026-06-14T04:00:00Z";
export const NOON_MS = Date.parse(NOON);

export function value(change: Partial<Value> = {}): Value {
  return {
    quantity: "air_temperature_c",
    title: "Air temperature",
    unit: "°C",
    value: 1.2,
    observed_at: NOON,
    age_s: 0,
    trend_per_h: 0,
    low: -0.5,
    high: 4,
    in_band: true,
    stale: false,
    device: "cold-1",
    position: "return air",
    ...change,
  };
}

export function place(change: Partial<Place> = {}): Place {
  return {
    id: "cold-room",
    name: "Cold room",
    kind: "cold_room",
    site_id: "qingtian",
    time_zone: "Asia/Shanghai",
    recipe: { id: "cold_room", title: "Cold room" },
    state: "good",
    state_reason: "",
    main_quantity: "air_temperature_c",
    values: [value()],
    open_alert_ids: [],
    lot_ids: [],
    ...change,
  };
}

export function alert(change: Partial<Alert> = {}): Alert {
  return {
    id: "a1",
    place_id: "cold-room",
    place_name: "Cold room",
    cause: "too_warm",
    title: "too warm",
    message: "",
    what_to_do: "",
    severity: "watch",
    shown_as: "watch",
    state: "open",
    started_at: NOON,
    raised_at: NOON,
    ended_at: null,
    updated_at: NOON,
    duration_s: 0,
    found_late: false,
    acknowledged_by: null,
    acknowledged_at: null,
    lots: [],
    device_names: [],
    devices: [],
    facts: {},
    events: [],
    ...change,
  };
}

export function lot(change: Partial<Lot> = {}): Lot {
  return {
    id: "L1",
    name: "Lot 1",
    product: { id: "waxberry", name: "Waxberry" },
    packaging: "",
    quantity_kg: null,
    harvested_at: NOON,
    place_id: null,
    place_name: null,
    planned_temperature_c: 1,
    product_temperature_c: 1,
    life_used_pct: 50,
    remaining_life_days: { p20: 4, p50: 5, p80: 6 },
    as_of: NOON,
    estimated: false,
    handling: null,
    shipment_id: null,
    stays: [],
    ...change,
  };
}

export function summary(change: Partial<Summary> = {}): Summary {
  return {
    state: "good",
    headline: "All 6 places are inside their limits.",
    now: NOON,
    clock_speed: 1,
    simulated: false,
    sites: [{ id: "qingtian", name: "Qingtian", time_zone: "Asia/Shanghai" }],
    open_alerts: 0,
    inbox_devices: 0,
    gateways: [],
    journal: { state: "ok", detail: "" },
    subscriber: { connected: true, detail: "" },
    brokers: [],
    reader: { may_command: true },
    ...change,
  };
}

export function farm(change: Partial<Farm> = {}): Farm {
  return {
    summary: summary(),
    places: [place()],
    alerts: [],
    lots: [],
    shipments: [],
    summaryAtMs: 1_000_000,
    heardAtMs: 1_000_000,
    ...change,
  };
}
