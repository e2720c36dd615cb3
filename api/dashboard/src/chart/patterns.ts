/** The five shades of a chart, each with a pattern of its own so that colour is not needed. */

import type { ShadeLabel } from "../wire";

export const SHADES: readonly ShadeLabel[] = ["defrost", "door", "loading", "offline", "outside"];

const SIZE = 10;

/** Strokes of one pattern cell: lines from (x1, y1) to (x2, y2). */
const STROKES: Readonly<Record<ShadeLabel, readonly [number, number, number, number][]>> = {
  defrost: [[5, -1, 5, 11]],
  door: [[-1, 5, 11, 5]],
  loading: [
    [-1, 5, 11, 5],
    [5, -1, 5, 11],
  ],
  offline: [
    [-2, 12, 12, -2],
    [-2, 2, 2, -2],
    [8, 12, 12, 8],
  ],
  outside: [
    [-2, -2, 12, 12],
    [8, -2, 12, 2],
    [-2, 8, 2, 12],
  ],
};

export function cssColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A fill for the chart's canvas, sharp on the phone's screen. */
export function fillOf(context: CanvasRenderingContext2D, label: ShadeLabel): CanvasPattern | string {
  const scale = window.devicePixelRatio;
  const cell = document.createElement("canvas");
  cell.width = cell.height = Math.round(SIZE * scale);
  const ink = cell.getContext("2d");
  const colour = cssColour(`--shade-${label}`);
  if (ink === null) return colour;
  ink.scale(cell.width / SIZE, cell.height / SIZE);
  ink.globalAlpha = 0.22;
  ink.fillStyle = colour;
  ink.fillRect(0, 0, SIZE, SIZE);
  ink.globalAlpha = 0.6;
  ink.strokeStyle = colour;
  ink.lineWidth = 1.4;
  for (const [x1, y1, x2, y2] of STROKES[label]) {
    ink.beginPath();
    ink.moveTo(x1, y1);
    ink.lineTo(x2, y2);
    ink.stroke();
  }
  return context.createPattern(cell, "repeat") ?? colour;
}
