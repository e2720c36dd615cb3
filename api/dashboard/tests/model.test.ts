import { describe, expect, test } from "vitest";
import { farmTime, isOld, numbersEveryMs, withAlert, withPlaces, withSummary } from "../src/live/model";
import { parseRoute, toAlert, toPlace } from "../src/route";
import { makeView } from "../src/view";
import { alert, farm, NOON, NOON_MS, place, summary } from "./examples";

const event = (id: number) => ({ id, kind: "raised", at: NOON, by: "", note: "" });

describe("the model", () => {
  test("the farm's clock runs at its own speed", () => {
    const fast = farm({ summary: summary({ clock_speed: 60 }) });
    expect(farmTime(fast, 1_000_000 + 2_000)).toBe(NOON_MS + 120_000);
  });

  test("a farm whose clock runs fast is asked for its numbers more often, and never all the time", () => {
    expect(numbersEveryMs(1)).toBe(10_000);
    expect(numbersEveryMs(2)).toBe(5_000);
    expect(numbersEveryMs(240)).toBe(2_000);
  });

  test("places that changed replace themselves, others stay, new ones come last", () => {
    const before = farm({ places: [place({ id: "a" }), place({ id: "b" })] });
    const after = withPlaces(before, [place({ id: "c" }), place({ id: "a", state: "watch" })], 1_000_500);
    expect(after.places.map((one) => [one.id, one.state])).toEqual([
      ["a", "watch"],
      ["b", "good"],
      ["c", "good"],
    ]);
    expect(after.heardAtMs).toBe(1_000_500);
  });

  test("an answer that was overtaken by the stream does not undo what somebody did", () => {
    const taken = alert({ state: "acknowledged", events: [event(1), event(2)] });
    const late = alert({ state: "open", events: [event(1)] });
    expect(withAlert(farm({ alerts: [taken] }), late, 0).alerts[0]?.state).toBe("acknowledged");
  });

  test("newer facts of the same event are taken", () => {
    const known = alert({ events: [event(1)], facts: { value: 5 } });
    const newer = alert({ events: [event(1)], facts: { value: 6 }, updated_at: "2026-06-14T04:01:00Z" });
    expect(withAlert(farm({ alerts: [known] }), newer, 0).alerts[0]?.facts.value).toBe(6);
  });

  test("a new alert is added", () => {
    expect(withAlert(farm(), alert(), 0).alerts).toHaveLength(1);
  });

  test("a summary sets the clock anew", () => {
    const after = withSummary(farm(), summary({ state: "watch" }), 2_000_000);
    expect(after.summary.state).toBe("watch");
    expect(farmTime(after, 2_000_000)).toBe(NOON_MS);
  });

  test("whatever is not live is old", () => {
    expect(isOld({ link: "live", farm: farm() })).toBe(false);
    expect(isOld({ link: "lost", farm: farm() })).toBe(true);
    expect(isOld({ link: "connecting", farm: farm() })).toBe(true);
  });

  test("the view tells in farm time when the service was last heard", () => {
    const view = makeView({ link: "lost", farm: farm() }, 1_000_000 + 600_000);
    expect(view?.lastClock).toBe("12:00");
    expect(view?.nowMs).toBe(NOON_MS + 600_000);
    expect(view?.isOld).toBe(true);
    expect(makeView({ link: "lost", farm: null }, 0)).toBeNull();
  });
});

describe("routes", () => {
  test("an address names a place or an alert, whatever its letters", () => {
    expect(parseRoute(toPlace("bay 1/东"))).toEqual({ page: "place", id: "bay 1/东" });
    expect(parseRoute(toAlert("a1"))).toEqual({ page: "alert", id: "a1" });
  });

  test("an address that says nothing is the farm", () => {
    expect(parseRoute("")).toEqual({ page: "farm" });
    expect(parseRoute("#/places/")).toEqual({ page: "farm" });
    expect(parseRoute("#/places/%zz")).toEqual({ page: "place", id: "%zz" });
  });
});
