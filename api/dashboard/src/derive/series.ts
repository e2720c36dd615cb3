/** Readings made ready for a chart: gaps stay gaps, extremes stay extremes. */

import type { Point, Shade, ShadeLabel } from "../wire";
import { parse } from "./instants";
import { shown } from "./scale";

const GAP_FACTOR = 4;
const SMALLEST_GAP_MS = 5 * 60_000;

export interface Series {
  device: string;
  position: string;
  points: Point[];
}

/** The same curve in the reader's unit, so that an axis counts in round numbers of it. */
export function inUnit(one: Series, unit: string): Series {
  return { ...one, points: one.points.map(([atMs, value]) => [atMs, shown(value, unit)]) };
}

/** The usual distance between neighbours, or null when there are too few to tell. */
function usualStep(points: readonly Point[]): number | null {
  const steps: number[] = [];
  for (let at = 1; at < points.length; at += 1) {
    const step = (points[at]?.[0] ?? 0) - (points[at - 1]?.[0] ?? 0);
    if (step > 0) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  return steps.length < 3 ? null : (steps[Math.floor(steps.length / 2)] ?? null);
}

/** Put an empty point into every silence, so that no line is drawn over what nobody measured. */
export function withGaps(points: readonly Point[]): [number[], (number | null)[]] {
  const step = usualStep(points);
  const longest = step === null ? Infinity : Math.max(SMALLEST_GAP_MS, GAP_FACTOR * step);
  const times: number[] = [];
  const values: (number | null)[] = [];
  let last: number | null = null;
  for (const [atMs, value] of points) {
    if (last !== null && atMs - last > longest) {
      times.push(last + (step ?? 1));
      values.push(null);
    }
    times.push(atMs);
    values.push(value);
    last = atMs;
  }
  return [times, values];
}

/** Add the newest reading, which the stream brought after the chart was asked for. */
export function withNewest(points: readonly Point[], atMs: number | null, value: number | null): Point[] {
  const last = points.at(-1)?.[0] ?? -Infinity;
  if (atMs === null || value === null || atMs <= last) return [...points];
  return [...points, [atMs, value]];
}

export interface Extremes {
  highest: Point;
  lowest: Point;
}

export function extremes(series: readonly Series[], fromMs: number, toMs: number): Extremes | null {
  const points = series.flatMap((one) => one.points).filter(([atMs]) => atMs >= fromMs && atMs <= toMs);
  const first = points[0];
  if (first === undefined) return null;
  let [highest, lowest] = [first, first];
  for (const point of points) {
    if (point[1] > highest[1]) highest = point;
    if (point[1] < lowest[1]) lowest = point;
  }
  return { highest, lowest };
}

/** The scale's ends: all points and limits, with air around them and never flat. */
export function scaleEnds(found: Extremes | null, limits: readonly (number | null)[]): [number, number] {
  const values = limits.filter((limit): limit is number => limit !== null);
  if (found !== null) values.push(found.highest[1], found.lowest[1]);
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = Math.max((high - low) * 0.12, 0.5);
  return [low - air, high + air];
}

export interface Span {
  fromMs: number;
  toMs: number;
  label: ShadeLabel;
  title: string;
}

/** Shades cut to the chart's period; one without an end lasts until now; those that overlap are one. */
export function spansOf(shades: readonly Shade[], fromMs: number, toMs: number): Span[] {
  const spans = shades
    .map(({ start, end, label, title }) => ({
      fromMs: Math.max(fromMs, parse(start) ?? fromMs),
      toMs: Math.min(toMs, parse(end) ?? toMs),
      label,
      title,
    }))
    .filter((span) => span.toMs > span.fromMs)
    .sort((a, b) => a.fromMs - b.fromMs);
  const joined: Span[] = [];
  for (const span of spans) {
    const before = joined.findLast((one) => one.label === span.label);
    if (before !== undefined && span.fromMs <= before.toMs) before.toMs = Math.max(before.toMs, span.toMs);
    else joined.push(span);
  }
  return joined;
}
