import { describe, expect, test } from "vitest";
import { alertState, chooseBand } from "../src/derive/band";
import { alert, summary } from "./examples";

describe("the band", () => {
  test("shows the state of the farm while it is connected", () => {
    const band = chooseBand(
      "live",
      summary({ state: "act_now", headline: "Truck 1 is too warm." }),
      6,
      "02:31",
    );
    expect(band).toEqual({ state: "act_now", title: "Act now", line: "Truck 1 is too warm.", last: "" });
  });

  test("never shows a lost state as if it were fresh, not even a good one", () => {
    const band = chooseBand("lost", summary({ state: "good" }), 6, "02:31");
    expect(band.state).toBe("cannot_see");
    expect(band.title).toBe("We cannot see");
    expect(band.line).toContain("02:31");
    expect(band.last).toBe("Last known: All good.");
  });

  test("says that nothing is known when there was never a connection", () => {
    const band = chooseBand("lost", null, 0, "");
    expect(band.state).toBe("cannot_see");
    expect(band.last).toBe("");
  });

  test("does not call a remembered state fresh while it connects", () => {
    expect(chooseBand("connecting", summary(), 6, "02:31").state).toBe("connecting");
  });

  test("does not call an empty farm good", () => {
    expect(chooseBand("live", summary(), 0, "02:31").title).toBe("Nothing to watch yet");
  });

  test("asks for a link with a key when the service refuses", () => {
    expect(chooseBand("refused", summary(), 6, "02:31").line).toContain("key");
  });

  test("an alert about silence means that we cannot see", () => {
    expect(alertState(alert({ cause: "silent", severity: "act_now" }))).toBe("cannot_see");
    expect(alertState(alert({ severity: "act_now" }))).toBe("act_now");
  });
});
