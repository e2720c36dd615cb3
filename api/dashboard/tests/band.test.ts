import { describe, expect, test } from "vitest";
import { chooseBand } from "../src/derive/band";
import { alert, farm, summary } from "./examples";

describe("the band", () => {
  test("shows the state of the farm while it is connected", () => {
    const band = chooseBand(
      {
        link: "live",
        farm: farm({ summary: summary({ state: "act_now", headline: "Truck 1 is too warm." }) }),
      },
      "02:31",
    );
    expect(band).toEqual({ state: "act_now", title: "Act now", line: "Truck 1 is too warm.", last: "" });
  });

  test("never shows a lost state as if it were fresh, not even a good one", () => {
    const band = chooseBand({ link: "lost", farm: farm({ summary: summary({ state: "good" }) }) }, "02:31");
    expect(band.state).toBe("cannot_see");
    expect(band.title).toBe("We cannot see");
    expect(band.line).toContain("02:31");
    expect(band.last).toBe("Last known: All good.");
  });

  test("says that nothing is known when there was never a connection", () => {
    const band = chooseBand({ link: "lost", farm: null }, "");
    expect(band.state).toBe("cannot_see");
    expect(band.last).toBe("");
  });

  test("does not call a remembered state fresh while it connects", () => {
    expect(chooseBand({ link: "connecting", farm: farm({ summary: summary() }) }, "02:31").state).toBe(
      "connecting",
    );
  });

  test("does not say its title twice", () => {
    const told = summary({ state: "cannot_see", headline: "We cannot see: no place has been set up yet" });
    expect(chooseBand({ link: "live", farm: farm({ summary: told }) }, "").line).toBe(
      "No place has been set up yet",
    );
    const good = summary({ state: "good", headline: "All good" });
    expect(chooseBand({ link: "live", farm: farm({ summary: good }) }, "").line).toContain("place");
  });

  test("asks for a link with a key when the service refuses", () => {
    expect(chooseBand({ link: "refused", farm: farm({ summary: summary() }) }, "02:31").line).toContain(
      "key",
    );
  });

  test("is never good above an open alert whose place has not been told of yet", () => {
    const good = summary({ state: "good", headline: "All good" });
    const warm = alert({ shown_as: "act_now" });
    const band = chooseBand({ link: "live", farm: farm({ summary: good, alerts: [warm] }) }, "");
    expect(band).toMatchObject({ state: "act_now", title: "Act now", line: "Cold room: too warm" });
    const calm = [alert({ state: "resolved" }), alert({ cause: "rehearsal" })];
    expect(chooseBand({ link: "live", farm: farm({ summary: good, alerts: calm }) }, "").state).toBe("good");
  });
});
