/** The shapes of the HTTP interface, as /docs describes them. Instants are RFC 3339 text in UTC. */

export type State = "good" | "watch" | "act_now" | "cannot_see";
export type Instant = string;

export interface Site {
  id: string;
  name: string;
  time_zone: string;
}

export interface Gateway {
  id: string;
  last_seen_at: Instant | null;
  age_s: number | null;
}

export interface Broker {
  name: string;
  connected: boolean;
  detail: string;
  /** Since the start of the service. */
  taken_messages: number;
  lost_connections: number;
  lost_sessions: number;
  /** Since the broker's own start, for whomever. */
  dropped_messages: number;
}

/** A way to people, and when it last carried a message. */
export interface Sender {
  name: string;
  state: string;
  detail: string;
  carried_at: Instant | null;
}

export interface Summary {
  state: State;
  headline: string;
  now: Instant;
  clock_speed: number;
  simulated: boolean;
  sites: Site[];
  open_alerts: number;
  /** Devices that publish and hang nowhere yet. */
  inbox_devices: number;
  gateways: Gateway[];
  journal: { state: string; detail: string };
  /** Every broker together, and each by itself. */
  subscriber: { connected: boolean; detail: string };
  brokers: Broker[];
  senders?: Sender[];
  reader: { may_command: boolean };
}

export interface Value {
  quantity: string;
  title: string;
  unit: string;
  value: number | null;
  observed_at: Instant | null;
  age_s: number | null;
  trend_per_h: number | null;
  low: number | null;
  high: number | null;
  in_band: boolean | null;
  stale: boolean;
  device: string;
  position: string;
}

export interface Place {
  id: string;
  name: string;
  kind: string;
  site_id: string;
  time_zone: string;
  recipe: { id: string; title: string };
  state: State;
  state_reason: string;
  main_quantity: string;
  values: Value[];
  open_alert_ids: string[];
  lot_ids: string[];
}

export type ShadeLabel = "defrost" | "door" | "loading" | "offline" | "outside";

export interface Shade {
  start: Instant;
  end: Instant | null;
  label: ShadeLabel;
  title: string;
}

export interface PlaceDevice {
  id: string;
  name: string;
  position: string;
  last_seen_at: Instant | null;
  state: string;
}

export interface PlaceDetail extends Place {
  devices: PlaceDevice[];
  limits: { quantity: string; low: number | null; high: number | null }[];
  shades: Shade[];
}

export type Point = [atMs: number, value: number];

export interface Readings {
  device: string;
  quantity: string;
  unit: string;
  points: Point[];
}

export interface Facts {
  quantity?: string | null;
  unit?: string | null;
  value?: number | null;
  observed_at?: Instant | null;
  limit?: number | null;
  peak?: number | null;
  peak_at?: Instant | null;
  trend_per_h?: number | null;
  life_lost_h?: number | null;
  life_left_h?: number | null;
  life_left_low_h?: number | null;
  too_late_at?: Instant | null;
  /** When a limit will be passed if nobody acts, and one chance in five that it is sooner or later. */
  breach_at?: Instant | null;
  breach_early_at?: Instant | null;
  breach_late_at?: Instant | null;
  act_by?: Instant | null;
  product_temperature_c?: number | null;
}

export interface AlertEvent {
  id: number;
  kind: string;
  at: Instant;
  by: string | null;
  note: string | null;
  until?: Instant | null;
  photo?: string | null;
}

/** One thing that happened, that somebody did, or that somebody was told. */
export interface HistoryLine {
  at: Instant;
  what: string;
  by: string;
  note: string;
  until: Instant | null;
  photo: string | null;
  to: string;
  message: string;
  state: "" | "sent" | "waiting" | "given up";
  detail: string;
}

export interface Alert {
  id: string;
  place_id: string;
  place_name: string;
  cause: string;
  title: string;
  message: string;
  /** In the words of the service; empty where it is over. */
  what_to_do: string;
  severity: "watch" | "act_now";
  /** How it looks: what tells of not seeing is no watch, and a rehearsal is no danger. */
  shown_as: State;
  state: "open" | "acknowledged" | "resolved" | "withdrawn";
  started_at: Instant;
  raised_at: Instant;
  ended_at: Instant | null;
  updated_at: Instant;
  duration_s: number;
  found_late: boolean;
  acknowledged_by: string | null;
  acknowledged_at: Instant | null;
  snoozed_by?: string | null;
  snoozed_until?: Instant | null;
  resolved_by?: string | null;
  resolved_reason?: string | null;
  root_cause?: string | null;
  lots: string[];
  devices: string[];
  /** What people call `devices`, in the same order. */
  device_names: string[];
  facts: Facts;
  events: AlertEvent[];
}

export interface Stay {
  place_id: string;
  place_name: string;
  from: Instant;
  to: Instant | null;
}

/** Days of life left: careful, median, hopeful. */
export interface Life {
  p20: number;
  p50: number;
  p80: number;
}

export interface Lot {
  id: string;
  name: string;
  product: { id: string; name: string };
  packaging: string | null;
  quantity_kg: number | null;
  harvested_at: Instant;
  place_id: string | null;
  place_name: string | null;
  planned_temperature_c: number | null;
  product_temperature_c: number | null;
  life_used_pct: number | null;
  remaining_life_days: Life | null;
  as_of: Instant | null;
  estimated: boolean;
  handling: { knocks: number; hardest_g: number | null; vibration_g2h: number; flagged: boolean } | null;
  shipment_id: string | null;
  stays: Stay[];
}

export interface Shipment {
  id: string;
  name: string;
  buyer: string;
  lots: string[];
  due_at: Instant;
  arrives_at: Instant;
  late_h: number;
  required_life_days: number;
}

export interface Problem {
  title: string;
  status: number;
  detail?: string;
}
