/** Instants and lengths of time as people read them, always in the zone of the site. */

import { text } from "../strings";
import { withUnit } from "./numbers";

const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${name}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(text.locale, { timeZone: zone, ...options });
    formats.set(key, found);
  }
  return found;
}

/** "02:31" */
export function clock(atMs: number, zone: string): string {
  return format(zone, "clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(atMs);
}

/** "Sun 14" */
export function weekday(atMs: number, zone: string): string {
  const parts = format(zone, "weekday", { weekday: "short", day: "numeric" }).formatToParts(atMs);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return text.dayTick(part("weekday"), part("day"));
}

/** "14 Jun" */
export function date(atMs: number, zone: string): string {
  return format(zone, "date", { day: "numeric", month: "short" }).format(atMs);
}

function calendarDay(atMs: number, zone: string): number {
  const parts = format(zone, "day", { year: "numeric", month: "numeric", day: "numeric" }).formatToParts(
    atMs,
  );
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  return Math.round(Date.UTC(part("year"), part("month") - 1, part("day")) / DAY_MS);
}

/** How many calendar days of the zone lie between two instants; 0: the same day. */
export function daysApart(fromMs: number, toMs: number, zone: string): number {
  return calendarDay(toMs, zone) - calendarDay(fromMs, zone);
}

/** "02:31" today, "Fri 02:31" within six days, "2 Jun 02:31" beyond. */
export function when(atMs: number, nowMs: number, zone: string): string {
  const apart = Math.abs(daysApart(atMs, nowMs, zone));
  if (apart === 0) return clock(atMs, zone);
  if (apart < 7) {
    const day = format(zone, "short weekday", { weekday: "short" }).format(atMs);
    return `${day} ${clock(atMs, zone)}`;
  }
  return `${date(atMs, zone)} ${clock(atMs, zone)}`;
}

/** A length of time in its two greatest units: "45 s", "25 min", "3 h 20 min", "2 d 4 h". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return withUnit(String(whole), text.units.s);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return withUnit(String(minutes), text.units.min);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return pair(hours, text.units.h, minutes % 60, text.units.min);
  return pair(Math.floor(hours / 24), text.units.d, hours % 24, text.units.h);
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = withUnit(String(large), largeUnit);
  return small === 0 ? head : `${head} ${withUnit(String(small), smallUnit)}`;
}

/** Milliseconds of an RFC 3339 instant, or null when there is none. */
export function parse(instant: string | null | undefined): number | null {
  if (instant === null || instant === undefined) return null;
  const atMs = Date.parse(instant);
  return Number.isNaN(atMs) ? null : atMs;
}

/** Seconds from an instant until now; never negative (a device may run a little ahead). */
export function ageSeconds(instant: string | null | undefined, nowMs: number): number | null {
  const atMs = parse(instant);
  return atMs === null ? null : Math.max(0, (nowMs - atMs) / 1000);
}

/** The zone itself if this browser knows it, else UTC. */
export function knownZone(zone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat(undefined, { timeZone: zone ?? "UTC" }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** "2026-06-14T02:31", as a field for date and time shows an instant in a zone. */
export function localText(atMs: number, zone: string): string {
  const parts = format(zone, "field", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(atMs);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The instant that such a text means in a zone, or null; of an hour that comes twice, the first. */
export function instantOf(local: string, zone: string): number | null {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return null;
  const candidates = [asUtc - offsetMs(asUtc - DAY_MS, zone), asUtc - offsetMs(asUtc + DAY_MS, zone)];
  return candidates.find((atMs) => localText(atMs, zone) === local) ?? candidates[0] ?? null;
}

/** The same as it is sent; null where nothing was said. */
export function wireInstant(local: string, zone: string): string | null {
  const atMs = instantOf(local, zone);
  return atMs === null ? null : new Date(atMs).toISOString();
}

/** How far a zone's clock is ahead of UTC at an instant. */
function offsetMs(atMs: number, zone: string): number {
  const minute = Math.floor(atMs / 60_000) * 60_000;
  return Date.parse(`${localText(minute, zone)}Z`) - minute;
}
