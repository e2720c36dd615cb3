/** The life of a lot, as one bar and one promise to its buyer. */

import type { Lot, Shipment } from "../wire";
import { parse } from "./instants";

const DAY_MS = 86_400_000;

export interface LifeBar {
  usedPct: number;
  surePct: number;
  maybePct: number;
}

/** Split a bar into life used, life surely left (to P20) and life perhaps left (P20 to P80). */
export function lifeBar(lot: Lot): LifeBar | null {
  const remaining = lot.remaining_life_days;
  if (remaining === null || lot.life_used_pct === null) return null;
  const used = Math.min(1, Math.max(0, lot.life_used_pct / 100));
  const left = {
    p20: Math.max(0, remaining.p20),
    p50: Math.max(0, remaining.p50),
    p80: Math.max(0, remaining.p80),
  };
  if (used >= 1 || left.p80 === 0) return { usedPct: 100, surePct: 0, maybePct: 0 };
  const usedDays = (left.p50 * used) / (1 - used);
  const whole = usedDays + left.p80;
  const percent = (days: number): number => (100 * days) / whole;
  return { usedPct: percent(usedDays), surePct: percent(left.p20), maybePct: percent(left.p80 - left.p20) };
}

export interface Pledge {
  shipment: Shipment;
  dueMs: number;
  leftAtDueDays: number;
  enough: boolean;
}

/** What a lot will have left when it is due, against what its buyer requires; cautious: from P20. */
export function pledgeOf(lot: Lot, shipments: readonly Shipment[]): Pledge | null {
  const shipment = shipments.find((one) => one.id === lot.shipment_id);
  const dueMs = parse(shipment?.due_at);
  const asOfMs = parse(lot.as_of);
  if (shipment === undefined || dueMs === null || asOfMs === null || lot.remaining_life_days === null)
    return null;
  const away = Math.max(0, (dueMs - asOfMs) / DAY_MS);
  const leftAtDueDays = Math.max(0, lot.remaining_life_days.p20 - away);
  return { shipment, dueMs, leftAtDueDays, enough: leftAtDueDays >= shipment.required_life_days };
}
