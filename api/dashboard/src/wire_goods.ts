/** What the service says about shipments and about the order in which lots should leave. */

import type { Instant, Life, Shipment } from "./wire";

export interface Fit {
  shipment_id: string;
  name: string;
  spare_days: number;
}

/** A lot in its turn: first expired, first out. */
export interface Turn {
  lot_id: string;
  lot_name: string;
  product: string;
  place_id: string | null;
  place_name: string | null;
  use_by: Instant;
  remaining_life_days: Life;
  fits: Fit[];
  goes_to: string | null;
}

export interface Leg {
  name: string;
  from: Instant;
  to: Instant;
  temperature_c: number;
}

export interface Forecast {
  arrives_at: Instant;
  product_temperature_c: number;
  life_used_pct: number;
  remaining_life_days: Life;
  spare_days: number;
  enough: boolean;
}

export interface LotForecast {
  lot_id: string;
  lot_name: string;
  as_of: Instant | null;
  forecast: Forecast | null;
}

/** A rule of buyers that all lots of a shipment have, and what it would require of it. */
export interface BuyerRule {
  id: string;
  title: string;
  required_life_days: number;
}

export interface ShipmentDetail extends Shipment {
  legs: Leg[];
  forecasts: LotForecast[];
  buyer_rules: BuyerRule[];
}

/** What is said of a shipment: the life that its buyer requires in days, or by a rule. */
export interface ShipmentCommand {
  id: string;
  name: string;
  buyer: string;
  lots: string[];
  due_at: Instant;
  legs: Leg[];
  required_life_days?: number;
  buyer_rule?: string;
}

export interface WhatIf {
  delay?: { hours: number; at?: Instant; temperature_c?: number };
  cooling?: { hours?: number; at?: Instant; temperature_c?: number };
}

export interface LotWhatIf {
  lot_id: string;
  lot_name: string;
  planned: Forecast | null;
  changed: Forecast | null;
  gained_days: number | null;
}

export interface WhatIfAnswer {
  arrives_at: Instant;
  late_h: number;
  lots: LotWhatIf[];
}
