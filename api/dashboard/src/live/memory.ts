/** What this phone remembers between visits: the last state of the farm, its owner, and how that one reads. */

import type { Farm } from "./model";

const KEY_PREFIX = "coldframe.";
const FARM_KEY = `${KEY_PREFIX}farm.1`;

export function recall(): Farm | null {
  try {
    const kept = localStorage.getItem(FARM_KEY);
    return kept === null ? null : readFarm(JSON.parse(kept));
  } catch {
    return null; // no storage, or not readable: the page starts empty, as on a first visit
  }
}

function readFarm(kept: unknown): Farm | null {
  if (typeof kept !== "object" || kept === null) return null;
  const farm = kept as Partial<Farm>;
  const isWhole = [farm.places, farm.alerts, farm.lots, farm.shipments].every(Array.isArray);
  return isWhole && typeof farm.summary?.now === "string" ? (farm as Farm) : null;
}

export function remember(farm: Farm): void {
  try {
    localStorage.setItem(FARM_KEY, JSON.stringify(farm));
  } catch {
    // storage is full or switched off: the page works without its memory
  }
}

export const recallName = (): string => recallChoice("name");
export const rememberName = (name: string): void => rememberChoice("name", name);

/** What was chosen under this name; empty where nothing was, or nothing can be kept. */
export function recallChoice(name: string): string {
  try {
    return localStorage.getItem(KEY_PREFIX + name) ?? "";
  } catch {
    return "";
  }
}

export function rememberChoice(name: string, chosen: string): void {
  try {
    localStorage.setItem(KEY_PREFIX + name, chosen);
  } catch {
    // as above: it is asked again next time
  }
}
