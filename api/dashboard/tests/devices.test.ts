import { describe, expect, test } from "vitest";
import { byPlace, isFine, suggestedName, waiting } from "../src/derive/devices";
import type { Device } from "../src/wire_devices";

function device(change: Partial<Device>): Device {
  return {
    id: "a",
    name: "a",
    given_name: null,
    reported_name: "",
    model: "",
    parent: null,
    gateway: "",
    format: "own_json",
    place_id: null,
    position: null,
    first_seen_at: "2026-06-14T04:10:00Z",
    last_seen_at: "2026-06-14T04:10:00Z",
    age_s: 0,
    state: "inbox",
    measures: [],
    battery: null,
    signal: null,
    values: [],
    health: [],
    ...change,
  };
}

describe("the inbox", () => {
  test("shows what was switched on last at the top, and nothing that needs no place", () => {
    const old = device({ id: "old", first_seen_at: "2026-06-13T04:10:00Z" });
    const young = device({ id: "young" });
    const hanging = device({ id: "hanging", place_id: "truck", state: "heard" });
    const board = device({ id: "board", state: "heard" });
    expect(waiting([old, hanging, board, young]).map((one) => one.id)).toEqual(["young", "old"]);
  });
});

describe("devices of places", () => {
  test("come in the order of the places, the troubled ones first, also of a place nobody knows", () => {
    const fine = device({ id: "fine", name: "Air", place_id: "truck", state: "heard" });
    const silent = device({ id: "silent", name: "Wall", place_id: "truck", state: "silent" });
    const lost = device({ id: "lost", place_id: "gone", state: "heard" });
    const groups = byPlace([fine, silent, lost], ["cold-room", "truck"]);
    expect(groups.map((group) => group.placeId)).toEqual(["truck", "gone"]);
    expect(groups[0]?.devices.map((one) => one.id)).toEqual(["silent", "fine"]);
  });

  test("are fine only while nothing is said against them", () => {
    expect(isFine(device({ state: "heard" }))).toBe(true);
    expect(isFine(device({ state: "heard", health: ["17 of 288 reports are missing"] }))).toBe(false);
  });
});

describe("a name to offer", () => {
  test("is what people gave, else what the device reports, never its id", () => {
    expect(suggestedName(device({ reported_name: "Bay 2" }))).toBe("Bay 2");
    expect(suggestedName(device({ reported_name: "Bay 2", given_name: "Bay two" }))).toBe("Bay two");
    expect(suggestedName(device({}))).toBe("");
  });
});
