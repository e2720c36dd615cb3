/** What the service says about products. */

import type { Instant, Life } from "./wire";

export type Origin = "shipped" | "file" | "people";

export interface ProductSummary {
  id: string;
  name: string;
  name_zh: string;
  scientific_name: string;
  origin: Origin;
}

/** How long fresh goods keep at one temperature, and whether that was seen to hold there. */
export interface LifeAt {
  temperature_c: number;
  days: Life;
  in_observed_range: boolean;
}

export interface SourcedNumber {
  path: string;
  value: number;
  unit: string;
  low: number | null;
  high: number | null;
  grade: string;
  grade_meaning: string;
  sources: string[];
  note: string;
}

export interface ProductChange {
  at: Instant;
  who: string;
  taken_back: boolean;
}

/** A product as it stands in a file. */
export type Definition = Readonly<Record<string, unknown>>;

export interface ProductDetail extends ProductSummary {
  note: string;
  beneath: Origin | null;
  changed_at: Instant | null;
  changed_by: string;
  kinetics: string;
  planned_temperature_c: number;
  life: LifeAt[];
  packagings: { id: string; title: string; lag_h: number }[];
  numbers: SourcedNumber[];
  changes: ProductChange[];
  definition: Definition;
}
