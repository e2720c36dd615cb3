/** The shapes of what people arrange: who is called, and times in which nobody is. */

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
  noisiest: (Tally & { place_id: string; place_name: string; cause: string; title: string }) | null;
  advice: string;
  suggestion: string;
}

export interface Person {
  id: string;
  name: string;
  language: string;
  temperature: string;
  time_zone: string | null;
  quiet: string | null;
  reply_from: string[];
  weekly_report: boolean;
  channels: { name: string; service: string }[];
}

export interface Step {
  people: string[];
  hours: string | null;
  days: string[];
}

export interface Duty {
  configured: boolean;
  /** Grows with every change. */
  version: number;
  /** The newest change first. */
  history: { at: Instant; by: string; what: string }[];
  step_minutes: number;
  people: Person[];
  steps: Step[];
}

/** A channel without an address keeps the one that it has. */
export interface PersonCommand extends Omit<Person, "channels"> {
  channels: { name: string; url: string | null }[];
}

export interface DutyCommand {
  by: string;
  version: number;
  step_minutes: number;
  people: PersonCommand[];
  steps: Step[];
}
