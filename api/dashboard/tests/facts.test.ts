import { describe, expect, test } from "vitest";
import { factRows } from "../src/derive/facts";
import type { Alert } from "../src/wire";
import { alert, NOON, NOON_MS } from "./examples";

const rows = (change: Partial<Alert>): Record<string, string> =>
  Object.fromEntries(factRows(alert(change), [], NOON_MS, "Asia/Shanghai"));

describe("the facts of an alert", () => {
  test("a door is open or shut, without a limit, a peak or a rate", () => {
    const door = { quantity: "door_open", unit: "0/1", value: 0, observed_at: NOON };
    const found = rows({ facts: { ...door, limit: 0.5, peak: 1, trend_per_h: -6 } });
    expect(found["Door"]).toBe("Shut, 12:00");
    for (const name of ["Limit", "Peak", "Rate", "Newest value"]) expect(found[name]).toBeUndefined();
  });

  test("the temperature of the goods is told once", () => {
    const facts = { quantity: "product_temperature_c", unit: "°C", value: 9.2, product_temperature_c: 9.2 };
    expect(rows({ facts })["Goods"]).toBe("9.2\u202f°C");
  });

  test("what is over goes nowhere any more", () => {
    const facts = { quantity: "air_temperature_c", unit: "°C", value: 9.2, trend_per_h: -10 };
    expect(rows({ facts })["Rate"]).toBe("−10.0\u202f°C/h");
    expect(rows({ facts, ended_at: NOON })["Rate"]).toBeUndefined();
  });

  test("what is still to come has its hour, with the edges of what is likely, and until when to act", () => {
    const at = (hour: number): string => new Date(NOON_MS + hour * 3_600_000).toISOString();
    const edges = { breach_early_at: at(1), breach_late_at: at(3) };
    const found = rows({ facts: { breach_at: at(2), ...edges, act_by: at(1) } });
    expect(found["At the limit about"]).toBe("14:00, likely 13:00 to 15:00");
    expect(found["Act by"]).toBe("13:00");
    expect(rows({ facts: { breach_at: at(2) } })["At the limit about"]).toBe("14:00");
  });

  test("devices go by the names that people gave them", () => {
    expect(rows({ devices: ["7e51a80000000103"], device_names: ["Back wall"] })["Devices"]).toBe("Back wall");
  });
});
