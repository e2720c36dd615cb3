/** Temperatures in the reader's unit: they travel and are kept in °C, their differences in K. */

import { reader, type Temperature } from "../reader";
import { called, text } from "../strings";

const FAHRENHEIT_PER_KELVIN = 9 / 5;
const FREEZING_F = 32;
/** Turned there and back a number is the same again, and shows no digits that nobody typed. */
const EXACT_DIGITS = 6;

interface Turn {
  unit: string;
  factor: number;
  offset: number;
}

/** How numbers of each unit are turned for those who think in °F; a difference has no zero to move. */
const IN_FAHRENHEIT: Readonly<Record<string, Turn>> = {
  "°C": { unit: "°F", factor: FAHRENHEIT_PER_KELVIN, offset: FREEZING_F },
  K: { unit: "°F", factor: FAHRENHEIT_PER_KELVIN, offset: 0 },
  "K/min": { unit: "°F/min", factor: FAHRENHEIT_PER_KELVIN, offset: 0 },
};

export const CELSIUS = "°C";

function turnOf(unit: string, temperature: Temperature): Turn {
  const asItIs = { unit, factor: 1, offset: 0 };
  return temperature === "F" ? (IN_FAHRENHEIT[unit] ?? asItIs) : asItIs;
}

function exact(value: number): number {
  return Number(value.toFixed(EXACT_DIGITS));
}

/** The unit in which the reader sees numbers of a unit, in the reader's words. */
export function shownUnit(unit: string, temperature = reader.temperature): string {
  return called(text.units, turnOf(unit, temperature).unit);
}

/** A number of a unit as the reader sees it. */
export function shown(value: number, unit: string, temperature = reader.temperature): number {
  const { factor, offset } = turnOf(unit, temperature);
  return factor === 1 ? value : exact(value * factor + offset);
}

/** A number that the reader typed, in the unit in which it is kept. */
export function kept(value: number, unit: string, temperature = reader.temperature): number {
  const { factor, offset } = turnOf(unit, temperature);
  return factor === 1 ? value : exact((value - offset) / factor);
}

/** A difference or a slope of numbers of a unit, as the reader sees it: in `shownUnit`, without its zero. */
export function shownDifference(value: number, unit: string, temperature = reader.temperature): number {
  const { factor } = turnOf(unit, temperature);
  return factor === 1 ? value : exact(value * factor);
}

/** A difference that the reader typed, as it is kept. */
export function keptDifference(value: number, unit: string, temperature = reader.temperature): number {
  const { factor } = turnOf(unit, temperature);
  return factor === 1 ? value : exact(value / factor);
}
