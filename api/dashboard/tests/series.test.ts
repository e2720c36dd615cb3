import { describe, expect, test } from "vitest";
import { tickWords } from "../src/chart/options";
import { extremes, scaleEnds, type Span, spansOf, withGaps, withNewest } from "../src/derive/series";
import type { Point, Shade, ShadeLabel } from "../src/wire";
import { NOON_MS } from "./examples";

const MINUTE = 60_000;
const points = (...minutes: number[]): Point[] => minutes.map((minute) => [minute * MINUTE, minute]);

describe("series", () => {
  test("no line is drawn over a silence", () => {
    const [times, values] = withGaps(points(0, 1, 2, 3, 60, 61));
    expect(values).toEqual([0, 1, 2, 3, null, 60, 61]);
    expect(times).toHaveLength(7);
    expect(times[4]).toBe(4 * MINUTE);
  });

  test("readings a little apart are one line, and few readings as well", () => {
    expect(withGaps(points(0, 1, 2, 6))[1]).toEqual([0, 1, 2, 6]);
    expect(withGaps(points(0, 600))[1]).toEqual([0, 600]);
    expect(withGaps([])).toEqual([[], []]);
  });

  test("the newest reading is added once", () => {
    expect(withNewest(points(0, 1), 2 * MINUTE, 0)).toHaveLength(3);
    expect(withNewest(points(0, 1), MINUTE, 0)).toHaveLength(2);
    expect(withNewest(points(0, 1), null, 5)).toHaveLength(2);
  });

  test("the extremes keep a single peak", () => {
    const series = [
      { device: "a", position: "a", points: [...points(0, 1), [5, 99] as Point, ...points(2)] },
    ];
    expect(extremes(series, 0, NOON_MS)?.highest).toEqual([5, 99]);
    expect(extremes(series, 0, NOON_MS)?.lowest).toEqual([0, 0]);
    expect(extremes([], 0, NOON_MS)).toBeNull();
  });

  test("the scale shows limits and peaks, and is never flat", () => {
    const [low, high] = scaleEnds({ highest: [0, 9], lowest: [0, 1] }, [-0.5, 4]);
    expect(low).toBeLessThan(-0.5);
    expect(high).toBeGreaterThan(9);
    const flat = scaleEnds({ highest: [0, 0], lowest: [0, 0] }, [null, null]);
    expect(flat[1] - flat[0]).toBeGreaterThan(0);
  });

  const shade = (label: ShadeLabel, start: number, end: number | null): Shade => ({
    start: new Date(start).toISOString(),
    end: end === null ? null : new Date(end).toISOString(),
    label,
    title: "",
  });
  const ends = (spans: Span[]): [string, number, number][] =>
    spans.map(({ label, fromMs, toMs }) => [label, fromMs, toMs]);

  test("a shade that still lasts reaches until now, one that is over stays out", () => {
    const spans = spansOf([shade("door", 0, 50), shade("door", 80, null)], 100, 200);
    expect(ends(spans)).toEqual([["door", 100, 200]]);
  });

  test("what two sensors saw at the same time is shaded once", () => {
    const shades = [shade("outside", 150, 180), shade("door", 120, 130), shade("outside", 110, 160)];
    expect(ends(spansOf(shades, 100, 200))).toEqual([
      ["outside", 110, 180],
      ["door", 120, 130],
    ]);
  });

  test("the axis names the day where it begins, in the site's zone", () => {
    const midnight = Date.parse("2026-06-14T16:00:00Z");
    const ticks = [midnight - 6 * 3_600_000, midnight, midnight + 6 * 3_600_000];
    expect(tickWords(ticks, 86_400_000, "Asia/Shanghai")).toEqual(["18:00", "Mon 15", "06:00"]);
    expect(tickWords(ticks, 30 * 86_400_000, "Asia/Shanghai")[0]).toBe("14 Jun");
  });
});
