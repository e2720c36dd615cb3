/** What this phone remembers between visits: the last state of the farm, and its owner's name. */

import type { Farm } from "./model";

const FARM_KEY = "coldframe.farm.1";
const NAME_KEY = "coldframe.name";

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

export function recallName(): string {
  try {
    return localStorage.getItem(NAME_KEY) ?? "";
  } catch {
    return "";
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    // as above: the name is asked again next time
  }
}
