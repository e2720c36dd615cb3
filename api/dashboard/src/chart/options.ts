/** How a chart is set up: the site's zone on its axis, limits and shades painted, touch to read. */

import uPlot from "uplot";
import { clock, date, daysApart, weekday } from "../derive/instants";
import { axisWords } from "../derive/numbers";
import { printed } from "../derive/values";
import type { Span } from "../derive/series";
import { type Limits, paintAllowed, paintLimits, paintShades } from "./paint";
import { cssColour } from "./patterns";

const DAY_MS = 86_400_000;
const FONT = "15px system-ui, sans-serif";
const DASHES: readonly number[][] = [[], [8, 4], [2, 3], [12, 3, 2, 3], [5, 2]];
export const LINES = DASHES.length;

export interface ChartSetup {
  width: number;
  height: number;
  zone: string;
  fromMs: number;
  toMs: number;
  ends: [number, number];
  quantity: string;
  lines: string[];
  limits: Limits;
  spans: Span[];
  onCursor: (index: number | null) => void;
}

/** A tick's words: times within a day, days within a month; the date where a day begins. */
export function tickWords(ticksMs: readonly number[], spanMs: number, zone: string): string[] {
  return ticksMs.map((atMs, index) => {
    const before = ticksMs[index - 1];
    if (spanMs > 10 * DAY_MS) return date(atMs, zone);
    const isMidnight = clock(atMs, zone) === "00:00";
    if (isMidnight && (before === undefined || daysApart(before, atMs, zone) !== 0))
      return weekday(atMs, zone);
    return clock(atMs, zone);
  });
}

export function lineColour(index: number): string {
  return cssColour(`--line-${index % LINES}`);
}

export function dashOf(index: number): number[] {
  return DASHES[index % LINES] ?? [];
}

export function makeOptions(setup: ChartSetup): uPlot.Options {
  const spanMs = setup.toMs - setup.fromMs;
  const isDoor = setup.quantity === "door_open";
  // A door is open or shut, and never on its way from one to the other.
  const stepped = isDoor ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  const steps = stepped === undefined ? {} : { paths: stepped };
  const ink = cssColour("--ink");
  const grid = { stroke: cssColour("--grid"), width: 1 };
  const axis = { stroke: ink, font: FONT, grid, ticks: { ...grid, size: 5 } };
  return {
    width: setup.width,
    height: setup.height,
    ms: 1,
    tzDate: (atMs) => uPlot.tzDate(new Date(atMs), setup.zone),
    padding: [12, 26, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 10 } },
    scales: { x: { time: true, range: [setup.fromMs, setup.toMs] }, y: { range: setup.ends } },
    axes: [
      {
        ...axis,
        space: 62,
        values: (_plot, ticks) => tickWords(ticks, spanMs, setup.zone),
      },
      {
        ...axis,
        size: isDoor ? 56 : 48,
        space: 36,
        values: (_plot, ticks) => yWords(ticks, setup.quantity),
      },
    ],
    series: [{}, ...setup.lines.map((label, index) => ({ ...makeLine(label, index, spanMs), ...steps }))],
    hooks: {
      drawClear: [(plot) => paintAllowed(plot, setup.limits), (plot) => paintShades(plot, setup.spans)],
      draw: [(plot) => paintLimits(plot, setup.limits)],
      setCursor: [(plot) => setup.onCursor(plot.cursor.idx ?? null)],
    },
  };
}

function makeLine(label: string, index: number, spanMs: number): uPlot.Series {
  const width = spanMs <= DAY_MS ? 2.5 : 1.5;
  return {
    label,
    stroke: lineColour(index),
    width,
    dash: dashOf(index),
    points: { show: false },
    spanGaps: false,
  };
}

function yWords(ticks: readonly number[], quantity: string): string[] {
  if (quantity === "door_open")
    return ticks.map((tick) => (tick === 0 || tick === 1 ? printed(tick, quantity, "") : ""));
  return axisWords(ticks);
}
