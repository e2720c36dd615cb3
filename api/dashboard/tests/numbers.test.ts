import { describe, expect, test } from "vitest";
import {
  axisWords,
  days,
  direction,
  fixed,
  lifeHours,
  lifeLeft,
  limit,
  number,
  signed,
  withUnit,
} from "../src/derive/numbers";

describe("numbers", () => {
  test("zero is a value and never has a sign", () => {
    expect(number(0, "air_temperature_c")).toBe("0.0");
    expect(number(-0.04, "air_temperature_c")).toBe("0.0");
    expect(signed(0.04, 1)).toBe("0.0");
  });

  test("an axis tells its ticks as they are", () => {
    expect(axisWords([-2.5, 0, 2.5, 5])).toEqual(["−2.5", "0.0", "2.5", "5.0"]);
    expect(axisWords([0, 5, 10])).toEqual(["0", "5", "10"]);
    expect(axisWords([0.25, 0.5])).toEqual(["0.25", "0.50"]);
    expect(axisWords([0.1, 0.2, 0.3])).toEqual(["0.1", "0.2", "0.3"]);
  });

  test("a value below zero has a true minus sign", () => {
    expect(number(-1.25, "relative_humidity_pct")).toBe("−1");
    expect(fixed(-1.26, 1)).toBe("−1.3");
  });

  test("each quantity has its own decimals", () => {
    expect(number(71.6, "relative_humidity_pct")).toBe("72");
    expect(number(3.118, "battery_v")).toBe("3.12");
  });

  test("a limit says no decimals that mean nothing", () => {
    expect(limit(4, "air_temperature_c")).toBe("4");
    expect(limit(-0.5, "air_temperature_c")).toBe("−0.5");
    expect(limit(90, "relative_humidity_pct")).toBe("90");
  });

  test("a rate has its sign", () => {
    expect(signed(2.14, 1)).toBe("+2.1");
    expect(signed(-2.14, 1)).toBe("−2.1");
  });

  test("a door has no unit", () => {
    expect(withUnit("1", "0/1")).toBe("1");
    expect(withUnit("4", "°C")).toBe("4\u202f°C");
  });

  test("a slope is steady, rising, falling or unknown", () => {
    expect(direction(0.1, "air_temperature_c")).toBe("steady");
    expect(direction(0.8, "air_temperature_c")).toBe("rising");
    expect(direction(-0.8, "air_temperature_c")).toBe("falling");
    expect(direction(0, "air_temperature_c")).toBe("steady");
    expect(direction(null, "air_temperature_c")).toBeNull();
  });

  test("shelf life is told in minutes, hours or days, whichever is short", () => {
    expect(lifeHours(0)).toBe("0\u202fh");
    expect(lifeHours(0.001)).toBe("1\u202fmin");
    expect(lifeHours(0.4)).toBe("24\u202fmin");
    expect(lifeHours(2.42)).toBe("2.4\u202fh");
    expect(lifeHours(9.96)).toBe("10\u202fh");
    expect(lifeHours(120)).toBe("5.0\u202fdays");
  });

  test("days left never fall below zero", () => {
    expect(days(-0.3)).toBe("0.0");
    expect(days(9.94)).toBe("9.9");
    expect(days(14.2)).toBe("14");
  });

  test("days left are never rounded up, and an alert tells them as a lot does", () => {
    expect(days(12.72)).toBe("12");
    expect(days(9.98)).toBe("9.9");
    expect(days(5)).toBe("5.0");
    expect(lifeLeft(12.72 * 24)).toBe("12\u202fdays");
    expect(lifeLeft(30)).toBe("30\u202fh");
  });
});
