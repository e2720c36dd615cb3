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
