/** The shapes of devices, gateways and models, as /docs describes them. */

import type { Instant } from "./wire";

export interface DeviceValue {
  quantity: string;
  title: string;
  value: number;
  raw_value: number | null;
  unit: string;
  observed_at: Instant;
  age_s: number;
}

export interface Device {
  id: string;
  name: string;
  given_name: string | null;
  reported_name: string;
  model: string;
  parent: string | null;
  gateway: string;
  format: string;
  place_id: string | null;
  position: string | null;
  first_seen_at: Instant | null;
  last_seen_at: Instant | null;
  age_s: number | null;
  state: "heard" | "silent" | "inbox";
  measures: string[];
  battery: DeviceValue | null;
  signal: DeviceValue | null;
  values: DeviceValue[];
  health: string[];
}

export interface Fault {
  quantity: string;
  title: string;
  reason: string;
  detail: string;
  first_at: Instant;
  last_at: Instant;
  times: number;
}

export interface UnplacedField {
  field: string;
  model: string;
  value: string;
  seen_at: Instant;
  age_s: number;
}

export interface Installation {
  device: string;
  place_id: string;
  position: string;
  from: Instant | null;
  to: Instant | null;
}

export interface DeviceDetail extends Device {
  probes: string[];
  faults: Fault[];
  reports: { received: number; missing: number; sentence: string } | null;
  unplaced_fields: UnplacedField[];
  installations: Installation[];
}

export interface Assignment {
  name: string | null;
  place: string;
  position: string;
  from: Instant | null;
}

/** What an operator says that a field of a model means; quantity null: leave it alone. */
export interface Meaning {
  quantity: string | null;
  unit: string;
  channel: string;
}

/** What is added to a device's values of one quantity, from when to when. */
export interface Calibration {
  quantity: string;
  title: string;
  unit: string;
  offset: number;
  certificate: string;
  due: string | null;
  is_overdue: boolean;
  from: Instant;
  to: Instant | null;
}

export interface CalibrationCommand {
  quantity: string;
  offset: number;
  certificate: string;
  due: string | null;
  from: Instant | null;
}

/** Who publishes; ``clock`` says in a sentence what is wrong with its clock, empty: nothing is. */
export interface GatewayDetail {
  id: string;
  name: string;
  given_name: string | null;
  format: string;
  last_seen_at: Instant | null;
  time_zone: string;
  given_time_zone: string | null;
  clock: string;
  clock_offset_s: number | null;
  devices: number;
}

/** What people call a gateway, and the zone of the local times that it writes; null: none, the farm’s. */
export interface GatewayDescription {
  name: string | null;
  time_zone: string | null;
}
