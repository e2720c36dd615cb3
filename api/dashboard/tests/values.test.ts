import { describe, expect, test } from "vitest";
import { allowed, bare, chartQuantities, full, mainValue, otherValues } from "../src/derive/values";
import { place, value } from "./examples";

describe("values", () => {
  test("the sensor that is worst off speaks for its place", () => {
    const values = [value({ device: "cool", value: 1 }), value({ device: "warm", value: 3.9 })];
    expect(mainValue(place({ values }))?.device).toBe("warm");
  });

  test("a fresh sensor speaks before a silent one", () => {
    const values = [value({ device: "silent", value: 9, stale: true }), value({ device: "fresh", value: 1 })];
    expect(mainValue(place({ values }))?.device).toBe("fresh");
  });

  test("without limits the newest sensor speaks", () => {
    const free = { low: null, high: null, in_band: null };
    const values = [
      value({ ...free, device: "older", observed_at: "2026-06-14T03:00:00Z" }),
      value({ ...free, device: "newer" }),
    ];
    expect(mainValue(place({ values }))?.device).toBe("newer");
  });

  test("a place without readings has no main value", () => {
    expect(mainValue(place({ values: [] }))).toBeNull();
  });

  test("the tile shows each other quantity once, without housekeeping", () => {
    const values = [
      value(),
      value({ quantity: "relative_humidity_pct", device: "a" }),
      value({ quantity: "relative_humidity_pct", device: "b" }),
      value({ quantity: "battery_v" }),
    ];
    expect(otherValues(place({ values })).map((one) => one.quantity)).toEqual(["relative_humidity_pct"]);
  });

  test("the chart offers the main quantity first", () => {
    const values = [value({ quantity: "door_open" }), value(), value({ device: "cold-2" })];
    expect(chartQuantities(place({ values })).map((one) => one.quantity)).toEqual([
      "air_temperature_c",
      "door_open",
    ]);
  });

  test("zero is shown, nothing is shown as a dash, a door is open or shut", () => {
    expect(full(0, "air_temperature_c", "°C")).toBe("0.0\u202f°C");
    expect(full(null, "air_temperature_c", "°C")).toBe("–");
    expect(bare(1, "door_open", "0/1")).toBe("Open");
    expect(full(0, "door_open", "0/1")).toBe("Shut");
  });

  test("the allowed band is told by whichever ends it has, also by zero", () => {
    expect(allowed(value())).toBe("−0.5 to 4\u202f°C");
    expect(allowed(value({ low: null }))).toBe("at most 4\u202f°C");
    expect(allowed(value({ low: 0, high: null }))).toBe("at least 0\u202f°C");
    expect(allowed(value({ low: null, high: null }))).toBeNull();
  });
});
