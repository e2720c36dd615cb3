/** Products as they are looked for and drawn. */

import { pathWords } from "./paths";
import { limit } from "./numbers";
import { CELSIUS, shown } from "./scale";
import { type Language, reader } from "../reader";
import type { Definition, LifeAt, ProductSummary, SourcedNumber } from "../wire_products";

/** Those that have every word of *wanted* in one of their names. */
export function having(products: readonly ProductSummary[], wanted: string): ProductSummary[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return products.filter((one) => {
    const names = [one.id, one.name, one.name_zh, one.scientific_name].join(" ").toLowerCase();
    return words.every((word) => names.includes(word));
  });
}

interface Name {
  language: Language;
  name: string;
}

/** What a product is called: in the reader's language, then in the other one. */
export function namesOf(product: ProductSummary): readonly [Name, Name] {
  const english: Name = { language: "en", name: product.name };
  const chinese: Name = { language: "zh", name: product.name_zh };
  return reader.language === "zh" ? [chinese, english] : [english, chinese];
}

export interface Table {
  key: string;
  rows: { label: string; number: SourcedNumber }[];
}

/** Numbers by the table of the file that they stand in; tables in the given order, others after them. */
export function tables(numbers: readonly SourcedNumber[], order: readonly string[]): Table[] {
  const found = new Map<string, Table>();
  for (const number of numbers) {
    const [key = "", ...rest] = number.path.split(".");
    const table = found.get(key) ?? { key, rows: [] };
    table.rows.push({ label: pathWords(rest.join("."), " "), number });
    found.set(key, table);
  }
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  return [...found.values()].sort((one, other) => rank(one.key) - rank(other.key));
}

/** A definition with one number replaced by somebody's own, for a reason that stands beside it. */
export function changed(definition: Definition, path: string, value: number, why: string): Definition {
  const [key = "", ...rest] = path.split(".");
  const inner = definition[key];
  if (rest.length > 0) {
    const table = typeof inner === "object" && inner !== null ? (inner as Definition) : {};
    return { ...definition, [key]: changed(table, rest.join("."), value, why) };
  }
  const { unit } = inner as { unit: string };
  return { ...definition, [key]: { value, unit, source: "house choice", grade: "H", note: why } };
}

export interface LifeChart {
  median: string;
  band: string;
  across: { at: number; label: string }[];
  up: { at: number; label: string }[];
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const NICE_DAYS = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** How wide a label is [px]: its margins, and so much for each letter. */
const MARGIN = 10;
const LETTER = 8;

/** The life at several temperatures as a line and a band, days on a logarithmic scale. */
export function lifeChart(life: readonly LifeAt[], box: Box): LifeChart | null {
  const first = life[0];
  const last = life[life.length - 1];
  if (first === undefined || last === undefined || first === last) return null;
  const lowest = Math.log(Math.min(...life.map((one) => one.days.p20)));
  const highest = Math.log(Math.max(...life.map((one) => one.days.p80)));
  const width = last.temperature_c - first.temperature_c;
  const x = (celsius: number): number =>
    box.left + ((celsius - first.temperature_c) / width) * (box.right - box.left);
  const y = (days: number): number =>
    box.bottom - ((Math.log(days) - lowest) / (highest - lowest)) * (box.bottom - box.top);
  const points = (part: "p20" | "p50" | "p80"): string[] =>
    life.map((one) => `${x(one.temperature_c).toFixed(1)},${y(one.days[part]).toFixed(1)}`);
  return {
    median: points("p50").join(" "),
    band: [...points("p80"), ...points("p20").reverse()].join(" "),
    across: apart(
      life.map((one) => ({
        at: x(one.temperature_c),
        label: limit(shown(one.temperature_c, CELSIUS), "air_temperature_c"),
      })),
    ),
    up: NICE_DAYS.filter((days) => Math.log(days) >= lowest && Math.log(days) <= highest).map((days) => ({
      at: y(days),
      label: String(days),
    })),
  };
}

/** Leave out what would be written over its neighbour. */
function apart(ticks: { at: number; label: string }[]): { at: number; label: string }[] {
  const kept: { at: number; label: string }[] = [];
  for (const tick of ticks) {
    const before = kept[kept.length - 1];
    const width = MARGIN + (LETTER * (tick.label.length + (before?.label.length ?? 0))) / 2;
    if (before === undefined || tick.at - before.at >= width) kept.push(tick);
  }
  return kept;
}
