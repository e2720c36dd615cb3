/** Rules of places, products and lots as they travel; see /docs of the service. */

/** Whose rules. */
export interface RuleSubject {
  kind: "place" | "product" | "lot";
  id: string;
}

export interface RuleNumber {
  path: string;
  value: number;
  value_beneath: number | null;
  unit: string;
  own: boolean;
  note: string;
}

/** A number that there is none of, and that may be set. */
export interface AbsentNumber {
  path: string;
  unit: string;
}

export interface Rules {
  title: string;
  numbers: RuleNumber[];
  absent: AbsentNumber[];
  history: { path: string; value: number | null; by: string; note: string; at: string }[];
}

/** New values by path; null: as in the recipe again. */
export type RuleChanges = Record<string, number | null>;

export interface TriedAlert {
  cause: string;
  title: string;
  severity: string;
  raised_at: string;
  ended_at: string | null;
  only_here: boolean;
}

export interface Backtest {
  days: number;
  present: TriedAlert[];
  changed: TriedAlert[];
}
