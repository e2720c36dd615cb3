import { describe, expect, test } from "vitest";
import { lifeBar, pledgeOf } from "../src/derive/lots";
import { lot } from "./examples";

const shipment = {
  id: "S1",
  name: "Singapore",
  buyer: "Singapore",
  lots: ["L1"],
  due_at: "2026-06-16T04:00:00Z",
  arrives_at: "2026-06-16T04:00:00Z",
  late_h: 0,
  required_life_days: 2,
};

describe("lots", () => {
  test("the bar of a half-used life has its used part, its sure part and its uncertain part", () => {
    const bar = lifeBar(lot());
    expect(bar?.usedPct).toBeCloseTo((100 * 5) / 11);
    expect(bar?.surePct).toBeCloseTo((100 * 4) / 11);
    expect(bar?.maybePct).toBeCloseTo((100 * 2) / 11);
  });

  test("a fresh lot has used nothing and a spent lot has nothing left", () => {
    expect(lifeBar(lot({ life_used_pct: 0 }))?.usedPct).toBe(0);
    const spent = { life_used_pct: 104, remaining_life_days: { p20: 0, p50: 0, p80: 0 } };
    expect(lifeBar(lot(spent))).toEqual({ usedPct: 100, surePct: 0, maybePct: 0 });
  });

  test("an unknown life has no bar", () => {
    expect(lifeBar(lot({ remaining_life_days: null }))).toBeNull();
    expect(lifeBar(lot({ life_used_pct: null }))).toBeNull();
  });

  test("a buyer is promised the cautious figure, less the days until it is due", () => {
    const pledge = pledgeOf(lot({ shipment_id: "S1" }), [shipment]);
    expect(pledge?.leftAtDueDays).toBeCloseTo(2);
    expect(pledge?.enough).toBe(true);
    const needsMore = { ...shipment, required_life_days: 3 };
    expect(pledgeOf(lot({ shipment_id: "S1" }), [needsMore])?.enough).toBe(false);
  });

  test("a lot without a shipment promises nothing", () => {
    expect(pledgeOf(lot(), [shipment])).toBeNull();
  });
});
