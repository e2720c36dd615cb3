/** Numbers as people read them: the sign, the decimals and the unit that belong to a quantity. */

import { text } from "../strings";

const NARROW = "\u202f";
const MINUS = "\u2212";

const DECIMALS: Readonly<Record<string, number>> = {
  relative_humidity_pct: 0,
  soil_tension_kpa: 0,
  soil_ec_us_cm: 0,
  co2_ppm: 0,
  illuminance_lux: 0,
  ppfd_umol_m2_s: 0,
  leaf_wetness_pct: 0,
  battery_pct: 0,
  rssi_dbm: 0,
  battery_v: 2,
  vibration_g_rms: 2,
  latitude_deg: 5,
  longitude_deg: 5,
};

/** Slopes below these [unit per hour] are told as "steady". */
const STEADY_PER_H: Readonly<Record<string, number>> = {
  air_temperature_c: 0.2,
  product_temperature_c: 0.1,
  soil_temperature_c: 0.2,
  relative_humidity_pct: 1,
  soil_moisture_pct: 0.2,
};

export type Direction = "rising" | "falling" | "steady";

export function decimalsOf(quantity: string): number {
  return DECIMALS[quantity] ?? 1;
}

/** A number with a fixed count of decimals and a true minus sign; never "−0.0". */
export function fixed(value: number, decimals: number): string {
  const digits = Math.abs(value).toFixed(decimals);
  const isZero = Number(digits) === 0;
  return value < 0 && !isZero ? MINUS + digits : digits;
}

export function signed(value: number, decimals: number): string {
  const digits = fixed(value, decimals);
  return digits.startsWith(MINUS) || Number(digits) === 0 ? digits : `+${digits}`;
}

export function number(value: number, quantity: string): string {
  return fixed(value, decimalsOf(quantity));
}

/** A limit as its owner wrote it: no decimals that say nothing. */
export function limit(value: number, quantity: string): string {
  const digits = number(value, quantity);
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

/** A phrase as a sentence begins. */
export function capital(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

/** Join a number to its unit with a narrow space that does not break. */
export function withUnit(words: string, unit: string): string {
  return unit === "" || unit === "0/1" ? words : `${words}${NARROW}${unit}`;
}

/** Which way a value goes, or null when the slope is not known. */
export function direction(trendPerH: number | null | undefined, quantity: string): Direction | null {
  if (trendPerH === null || trendPerH === undefined) return null;
  const steady = STEADY_PER_H[quantity] ?? 0.2;
  if (Math.abs(trendPerH) < steady) return "steady";
  return trendPerH > 0 ? "rising" : "falling";
}

/** Hours of shelf life: "40 min", "2.4 h", "31 h", and days above four of them. */
export function lifeHours(hours: number): string {
  const size = Math.max(0, hours);
  if (size === 0) return withUnit("0", text.units.h);
  if (size < 1) return withUnit(String(Math.max(1, Math.round(size * 60))), text.units.min);
  if (size < 9.95) return withUnit(fixed(size, 1), text.units.h);
  if (size < 96) return withUnit(fixed(size, 0), text.units.h);
  return withUnit(fixed(size / 24, 1), text.units.days);
}

/** Shelf life that is left: as `lifeHours`, and days as a lot's card tells them. */
export function lifeLeft(hours: number): string {
  return hours < 96 ? lifeHours(hours) : withUnit(days(hours / 24), text.units.days);
}

/** Days that are left, without a unit: one decimal below ten, none from ten on, and never rounded up. */
export function days(value: number): string {
  const size = Math.max(0, value) + ROUNDING_NOISE;
  return size < 10 ? fixed(Math.floor(size * 10) / 10, 1) : fixed(Math.floor(size), 0);
}

const ROUNDING_NOISE = 1e-9;

/** The words along an axis: as many decimals as its steps need, so that no tick tells another value. */
export function axisWords(ticks: readonly number[]): string[] {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
  const decimals = [0, 1, 2].find((count) => isWhole(step * 10 ** count)) ?? 3;
  return ticks.map((tick) => fixed(tick, decimals));
}

const isWhole = (size: number): boolean => Math.abs(size - Math.round(size)) < 1e-6;
