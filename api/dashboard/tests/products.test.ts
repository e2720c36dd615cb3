import { describe, expect, test } from "vitest";
import { changed, having, lifeChart, tables } from "../src/derive/products";
import type { ProductSummary } from "../src/wire_products";

const waxberry: ProductSummary = {
  id: "waxberry",
  name: "Waxberry",
  name_zh: "杨梅",
  scientific_name: "Morella rubra",
  origin: "shipped",
};
const fig: ProductSummary = { ...waxberry, id: "fig", name: "Fig", name_zh: "无花果", scientific_name: "Ficus carica" };

describe("products", () => {
  test("are found by words of any of their names", () => {
    const all = [waxberry, fig];
    expect(having(all, "")).toEqual(all);
    expect(having(all, "rubra morella")).toEqual([waxberry]);
    expect(having(all, "无花")).toEqual([fig]);
    expect(having(all, "plum")).toEqual([]);
  });

  test("have their numbers by the table of their file", () => {
    const number = { value: 1, unit: "d", low: null, high: null, grade: "P", grade_meaning: "", sources: [], note: "" };
    const paths = ["packaging.eps_box.lag", "life.reference_life", "taste.sweet", "life.harvest_spread"];
    const numbers = paths.map((path) => ({ ...number, path }));
    const found = tables(numbers, ["life", "limits", "packaging"]);
    expect(found.map((table) => [table.key, table.rows.map((row) => row.label)])).toEqual([
      ["life", ["reference life", "harvest spread"]],
      ["packaging", ["eps box lag"]],
      ["taste", ["sweet"]],
    ]);
  });

  test("are changed in one number, which is their grower's own then, and stay as they are elsewhere", () => {
    const upper = { value: 3, unit: "°C", low: 2, high: 4, source: "W1", grade: "W" };
    const before = { id: "fig", limits: { upper, planned: { value: 1 } } };
    expect(changed(before, "limits.upper", 5, "our room")).toEqual({
      id: "fig",
      limits: {
        upper: { value: 5, unit: "°C", source: "house choice", grade: "H", note: "our room" },
        planned: { value: 1 },
      },
    });
    expect(before.limits.upper).toBe(upper);
  });

  test("are drawn with days on a logarithmic scale, from corner to corner", () => {
    const at = (temperature_c: number, days: number) => ({
      temperature_c,
      days: { p20: days / 2, p50: days, p80: days * 2 },
      in_observed_range: true,
    });
    const box = { left: 0, right: 100, top: 0, bottom: 100 };
    const chart = lifeChart([at(0, 8), at(10, 4), at(20, 2)], box);
    expect(chart?.median).toBe("0.0,25.0 50.0,50.0 100.0,75.0");
    expect(chart?.band.split(" ")[0]).toBe("0.0,0.0");
    expect(chart?.up.map((tick) => tick.label)).toEqual(["1", "2", "5", "10"]);
    expect(chart?.across.map((tick) => tick.label)).toEqual(["0", "10", "20"]);
    expect(lifeChart([], box)).toBeNull();
    expect(lifeChart([at(0, 8)], box)).toBeNull();
  });
});
