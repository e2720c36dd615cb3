import { afterEach, describe, expect, test, vi } from "vitest";
import { kept, keptDifference, shown, shownDifference, shownUnit } from "../src/derive/scale";
import { chooseLanguage, chooseTemperature, tagOf } from "../src/reader";
import { value } from "./examples";

describe("a reader", () => {
  test("reads in the first language of the browser that there is, unless another was chosen", () => {
    expect(chooseLanguage("", ["de-AT", "zh-Hans-CN", "en"])).toBe("zh");
    expect(chooseLanguage("en", ["zh-CN"])).toBe("en");
    expect(chooseLanguage("klingon", ["fr"])).toBe("en");
  });

  test("thinks in °C until °F is chosen", () => {
    expect(chooseTemperature("")).toBe("C");
    expect(chooseTemperature("F")).toBe("F");
    expect(chooseTemperature("K")).toBe("C");
  });

  test("is told to the service as a language tag", () => {
    expect(tagOf({ language: "zh", temperature: "C" })).toBe("zh");
    expect(tagOf({ language: "en", temperature: "F" })).toBe("en-u-mu-fahrenhe");
  });
});

describe("temperatures for those who think in °F", () => {
  test("are turned with their zero, and their differences without it", () => {
    expect(shown(0, "°C", "F")).toBe(32);
    expect(shown(-40, "°C", "F")).toBe(-40);
    expect(shown(0.5, "K", "F")).toBe(0.9);
    expect(shownDifference(-2, "°C", "F")).toBe(-3.6);
    expect([shownUnit("°C", "F"), shownUnit("K", "F"), shownUnit("K/min", "F")]).toEqual(["°F", "°F", "°F/min"]);
  });

  test("come back as what they were, to the last digit that was typed", () => {
    for (const celsius of [-0.5, 0, 1.1, 2.8, 3, 7.3]) expect(kept(shown(celsius, "°C", "F"), "°C", "F")).toBe(celsius);
    expect(keptDifference(-0.72, "°C", "F")).toBe(-0.4);
    expect(kept(37.4, "°C", "F")).toBe(3);
  });

  test("leave everything else alone, and everything to those who think in °C", () => {
    expect([shown(92, "%", "F"), shownUnit("%", "F"), kept(5, "W/K", "F")]).toEqual([92, "%", 5]);
    expect([shown(1.25, "°C", "C"), kept(1.25, "°C", "C"), shownUnit("K", "C")]).toEqual([1.25, 1.25, "K"]);
  });
});

describe("a page in Chinese and °F", () => {
  afterEach(() => void vi.resetModules());

  test("says values, limits, slopes, days and lengths of time as its reader does", async () => {
    vi.stubGlobal("localStorage", { getItem: (key: string) => ({ "coldframe.temperature": "F" })[key] ?? null });
    vi.stubGlobal("navigator", { languages: ["zh-CN", "en"] });
    vi.resetModules();
    const values = await import("../src/derive/values");
    const instants = await import("../src/derive/instants");
    const atMs = Date.parse("2026-06-13T18:31:00Z");
    expect(values.full(1.2, "air_temperature_c", "°C")).toBe("34.2\u202f°F");
    expect(values.allowed(value())).toBe("31.1 至 39.2\u202f°F");
    expect(values.rate(-1, "air_temperature_c", "°C")).toBe("−1.8\u202f°F/小时");
    expect(values.full(92, "relative_humidity_pct", "%")).toBe("92\u202f%");
    expect(instants.when(atMs, atMs + 86_400_000, "Asia/Shanghai")).toBe("周日 02:31");
    expect(instants.date(atMs, "Asia/Shanghai")).toBe("6月14日");
    expect(instants.duration(12_060)).toBe("3\u202f小\u2060时 21\u202f分\u2060钟");
  });
});
