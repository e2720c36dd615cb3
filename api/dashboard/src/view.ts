/** What every part of the page needs to draw itself, worked out once per drawing. */

import { clock, knownZone, when } from "./derive/instants";
import { type Farm, farmTime, isOld, type Model } from "./live/model";
import type { Link } from "./derive/band";
import type { Place } from "./wire";

export interface View {
  farm: Farm;
  link: Link;
  /** The farm's clock now. */
  nowMs: number;
  zone: string;
  /** When the service was last heard, on the farm's clock. */
  lastClock: string;
  isOld: boolean;
}

export function makeView(model: Model, deviceMs: number): View | null {
  const { farm, link } = model;
  if (farm === null) return null;
  const zone = knownZone(farm.summary.sites[0]?.time_zone);
  // The second hand of the page may be up to a second behind the last news.
  const nowMs = farmTime(farm, Math.max(deviceMs, farm.heardAtMs));
  const lastClock = when(farmTime(farm, farm.heardAtMs), nowMs, zone);
  return { farm, link, nowMs, zone, lastClock, isOld: isOld(model) };
}

/** The same view with the clock of the site at which a place is. */
export function atPlace(view: View, place: Place | undefined): View {
  return place === undefined ? view : { ...view, zone: knownZone(place.time_zone) };
}

export function farmClock(view: View): string {
  return clock(view.nowMs, view.zone);
}
