/** What is painted behind and over the curves: shades, the allowed band, its limits. */

import type uPlot from "uplot";
import type { Span } from "../derive/series";
import { cssColour, fillOf } from "./patterns";

export interface Limits {
  low: number | null;
  high: number | null;
  lowText: string;
  highText: string;
}

/** Narrower than this [px], a shade is a mark at the foot of the chart: many would hide the curve. */
const NARROW_PX = 5;
const MARK_PX = 16;

export function paintShades(plot: uPlot, spans: readonly Span[]): void {
  const { ctx: ink, bbox: box } = plot;
  const pixel = window.devicePixelRatio;
  ink.save();
  for (const span of spans) {
    const left = plot.valToPos(span.fromMs, "x", true);
    const width = plot.valToPos(span.toMs, "x", true) - left;
    const isNarrow = width < NARROW_PX * pixel;
    const height = isNarrow ? MARK_PX * pixel : box.height;
    ink.fillStyle = isNarrow ? cssColour(`--shade-${span.label}`) : fillOf(ink, span.label);
    ink.fillRect(left, box.top + box.height - height, Math.max(width, 2 * pixel), height);
  }
  ink.restore();
}

export function paintAllowed(plot: uPlot, limits: Limits): void {
  const { ctx: ink, bbox: box } = plot;
  const y = (value: number): number => plot.valToPos(value, "y", true);
  const top = limits.high === null ? box.top : Math.max(box.top, y(limits.high));
  const bottom = limits.low === null ? box.top + box.height : Math.min(box.top + box.height, y(limits.low));
  if ((limits.high === null && limits.low === null) || bottom <= top) return;
  ink.save();
  ink.fillStyle = cssColour("--allowed");
  ink.fillRect(box.left, top, box.width, bottom - top);
  ink.restore();
}

export function paintLimits(plot: uPlot, limits: Limits): void {
  paintLimit(plot, limits.high, limits.highText, -1);
  paintLimit(plot, limits.low, limits.lowText, 1);
}

/** A dashed line with its words on the outer side of the band (*side* −1: above the line). */
function paintLimit(plot: uPlot, value: number | null, words: string, side: -1 | 1): void {
  if (value === null) return;
  const { ctx: ink, bbox: box } = plot;
  const pixel = window.devicePixelRatio;
  const y = plot.valToPos(value, "y", true);
  if (y < box.top || y > box.top + box.height) return;
  ink.save();
  ink.strokeStyle = ink.fillStyle = cssColour("--limit");
  ink.lineWidth = 2 * pixel;
  ink.setLineDash([8 * pixel, 5 * pixel]);
  ink.beginPath();
  ink.moveTo(box.left, y);
  ink.lineTo(box.left + box.width, y);
  ink.stroke();
  ink.font = `600 ${14 * pixel}px system-ui, sans-serif`;
  ink.textAlign = "left";
  ink.textBaseline = side < 0 ? "bottom" : "top";
  ink.lineWidth = 4 * pixel;
  ink.setLineDash([]);
  ink.lineJoin = "round";
  ink.strokeStyle = cssColour("--card");
  const [x, at] = [box.left + 6 * pixel, y + side * 3 * pixel];
  ink.strokeText(words, x, at);
  ink.fillText(words, x, at);
  ink.restore();
}
