/** The shapes of what people arrange: times in which nobody is called. */

import type { Instant } from "./wire";

export interface Silence {
  id: string;
  state: "coming" | "active" | "over";
  by: string;
  reason: string;
  start: Instant;
  end: Instant;
  place: string | null;
  cause: string | null;
  device: string | null;
  ended_by: string | null;
}

export interface Tally {
  alerts: number;
  severe: number;
  acted_on: number;
  share_acted_on: number | null;
  normal_use: number;
  taken_after_min: number | null;
  life_lost_h: number;
}

export interface Week {
  start: Instant;
  end: Instant;
  total: Tally;
  places: (Tally & { place_id: string; place_name: string })[];
  noisiest: (Tally & { place_id: string; place_name: string; cause: string }) | null;
  advice: string;
  suggestion: string;
}

export interface Person {
  id: string;
  name: string;
  quiet: string | null;
  channels: { name: string; service: string }[];
}

export interface Duty {
  configured: boolean;
  step_minutes: number;
  people: Person[];
  steps: { people: string[]; hours: string | null; days: string[] }[];
}
