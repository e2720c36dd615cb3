import { describe, expect, test } from "vitest";
import { alertsOfPlace, lotsInOrder, openAlerts, placesInOrder, recentlyResolved } from "../src/derive/order";
import { alert, lot, NOON_MS, place } from "./examples";

const ids = (items: { id: string }[]): string[] => items.map((item) => item.id);
const hour = (offset: number): string => new Date(NOON_MS + offset * 3_600_000).toISOString();

describe("order", () => {
  test("the worst alert comes first", () => {
    const alerts = [
      alert({ id: "watch" }),
      alert({ id: "silent", shown_as: "cannot_see" }),
      alert({ id: "taken", shown_as: "act_now", state: "acknowledged" }),
      alert({ id: "later", shown_as: "act_now", facts: { too_late_at: hour(9) } }),
      alert({ id: "sooner", shown_as: "act_now", facts: { too_late_at: hour(2) } }),
      alert({ id: "over", state: "resolved" }),
      alert({ id: "never", state: "withdrawn" }),
    ];
    expect(ids(openAlerts(alerts))).toEqual(["sooner", "later", "taken", "silent", "watch"]);
  });

  test("of two alerts without an end in sight the dearer one comes first", () => {
    const alerts = [
      alert({ id: "cheap", facts: { life_lost_h: 0 } }),
      alert({ id: "dear", facts: { life_lost_h: 9 } }),
    ];
    expect(ids(openAlerts(alerts))).toEqual(["dear", "cheap"]);
  });

  test("only what ended within a day is recent, newest first", () => {
    const alerts = [
      alert({ id: "old", state: "resolved", ended_at: hour(-25) }),
      alert({ id: "early", state: "resolved", ended_at: hour(-20) }),
      alert({ id: "late", state: "resolved", ended_at: hour(-1) }),
    ];
    expect(ids(recentlyResolved(alerts, NOON_MS))).toEqual(["late", "early"]);
  });

  test("a place shows its own alerts, the lasting ones first", () => {
    const alerts = [
      alert({ id: "over", state: "resolved", started_at: hour(-1) }),
      alert({ id: "older", state: "resolved", started_at: hour(-9) }),
      alert({ id: "open" }),
      alert({ id: "elsewhere", place_id: "truck" }),
      alert({ id: "never", state: "withdrawn" }),
    ];
    expect(ids(alertsOfPlace(alerts, "cold-room"))).toEqual(["open", "over", "older"]);
  });

  test("places stay as the farm lists them unless one is worse", () => {
    const places = [
      place({ id: "a" }),
      place({ id: "b", state: "watch" }),
      place({ id: "c", state: "cannot_see" }),
      place({ id: "d" }),
      place({ id: "e", state: "act_now" }),
    ];
    expect(ids(placesInOrder(places))).toEqual(["e", "c", "b", "a", "d"]);
  });

  test("the lot with the fewest days comes first, the unknown one last", () => {
    const lots = [
      lot({ id: "unknown", remaining_life_days: null }),
      lot({ id: "long", remaining_life_days: { p20: 9, p50: 12, p80: 14 } }),
      lot({ id: "spent", remaining_life_days: { p20: 0, p50: 0, p80: 0 } }),
    ];
    expect(ids(lotsInOrder(lots))).toEqual(["spent", "long", "unknown"]);
  });
});
