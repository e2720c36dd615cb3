/** Devices in the order and the words in which people look for them. */

import type { Device, DeviceDetail } from "../wire_devices";
import { parse } from "./instants";

/** Those that wait for a place: who was heard last comes first, since that is the one just switched on. */
export function waiting(devices: readonly Device[]): Device[] {
  return devices
    .filter((device) => device.state === "inbox")
    .sort((a, b) => (parse(b.first_seen_at) ?? 0) - (parse(a.first_seen_at) ?? 0) || a.id.localeCompare(b.id));
}

export interface Group {
  placeId: string;
  devices: Device[];
}

/** Those that hang somewhere, by place in the order of *placeIds*; the troubled ones of a place first. */
export function byPlace(devices: readonly Device[], placeIds: readonly string[]): Group[] {
  const known = [...placeIds, ...devices.map((device) => device.place_id ?? "").filter(isNew(placeIds))];
  return [...new Set(known)]
    .map((placeId) => ({
      placeId,
      devices: devices
        .filter((device) => device.place_id === placeId)
        .sort((a, b) => Number(isFine(a)) - Number(isFine(b)) || a.name.localeCompare(b.name)),
    }))
    .filter((group) => group.devices.length > 0);
}

function isNew(placeIds: readonly string[]): (id: string) => boolean {
  return (id) => id !== "" && !placeIds.includes(id);
}

/** Heard, and nothing to say against it. */
export function isFine(device: Device): boolean {
  return device.state !== "silent" && device.health.length === 0;
}

/** The name to offer where people have given none: the reported one, else nothing (an id is no name). */
export function suggestedName(device: Device): string {
  return device.given_name ?? device.reported_name;
}

/** Under which model a device's fields can be given a meaning; null: none was told. */
export function modelOf(device: DeviceDetail): string | null {
  return device.unplaced_fields[0]?.model ?? (device.model === "" ? null : device.model);
}
