/** Rules of places as they travel; see /docs of the service. */

export interface RuleNumber {
  path: string;
  value: number;
  value_beneath: number | null;
  unit: string;
  own: boolean;
  note: string;
}

export interface Rules {
  title: string;
  numbers: RuleNumber[];
  history: { path: string; value: number | null; by: string; note: string; at: string }[];
}

/** New values by path; null: as in the recipe again. */
export type RuleChanges = Record<string, number | null>;

export interface TriedAlert {
  cause: string;
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
