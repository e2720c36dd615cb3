import { describe, expect, test } from "vitest";
import {
  ageSeconds,
  clock,
  date,
  daysApart,
  duration,
  instantOf,
  knownZone,
  localText,
  parse,
  weekday,
  when,
} from "../src/derive/instants";

const CHINA = "Asia/Shanghai";
const at = (text: string): number => Date.parse(text);

describe("instants", () => {
  test("times are told in the zone of the site, not of the phone", () => {
    expect(clock(at("2026-06-14T18:31:00Z"), CHINA)).toBe("02:31");
    expect(clock(at("2026-06-14T16:00:00Z"), CHINA)).toBe("00:00");
    expect(weekday(at("2026-06-14T18:31:00Z"), CHINA)).toBe("Mon 15");
    expect(date(at("2026-06-14T18:31:00Z"), CHINA)).toBe("15 Jun");
  });

  test("an instant names its day unless it is today", () => {
    const now = at("2026-06-14T18:31:00Z");
    expect(when(at("2026-06-14T17:00:00Z"), now, CHINA)).toBe("01:00");
    expect(when(at("2026-06-14T15:00:00Z"), now, CHINA)).toBe("Sun 23:00");
    expect(when(at("2026-06-20T15:00:00Z"), now, CHINA)).toBe("Sat 23:00");
    expect(when(at("2026-06-01T15:00:00Z"), now, CHINA)).toBe("1 Jun 23:00");
  });

  test("a day with 23 hours is one day", () => {
    const [before, after] = [at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z")];
    expect(daysApart(before, after, "Europe/Berlin")).toBe(1);
    expect(clock(at("2026-03-29T00:59:00Z"), "Europe/Berlin")).toBe("01:59");
    expect(clock(at("2026-03-29T01:00:00Z"), "Europe/Berlin")).toBe("03:00");
  });

  test("a length of time has two units at most", () => {
    expect(duration(0)).toBe("0\u202fs");
    expect(duration(59.9)).toBe("59\u202fs");
    expect(duration(25 * 60)).toBe("25\u202fmin");
    expect(duration(72 * 60)).toBe("1\u202fh 12\u202fmin");
    expect(duration(3600)).toBe("1\u202fh");
    expect(duration(52 * 3600)).toBe("2\u202fd 4\u202fh");
    expect(duration(-5)).toBe("0\u202fs");
  });

  test("an age is never negative, and unknown where there is no instant", () => {
    expect(ageSeconds("2026-06-14T04:00:00Z", at("2026-06-14T04:00:40Z"))).toBe(40);
    expect(ageSeconds("2026-06-14T04:01:00Z", at("2026-06-14T04:00:40Z"))).toBe(0);
    expect(ageSeconds(null, 0)).toBeNull();
    expect(parse("soon")).toBeNull();
  });

  test("a zone that the browser does not know is shown in UTC", () => {
    expect(knownZone("Asia/Shanghai")).toBe("Asia/Shanghai");
    expect(knownZone("Mars/Olympus")).toBe("UTC");
    expect(knownZone(undefined)).toBe("UTC");
  });
});

describe("a field for date and time", () => {
  test("shows and reads an instant in the zone of the site", () => {
    const atMs = Date.parse("2026-06-13T18:31:00Z");
    expect(localText(atMs, "Asia/Shanghai")).toBe("2026-06-14T02:31");
    expect(instantOf("2026-06-14T02:31", "Asia/Shanghai")).toBe(atMs);
  });

  test("takes the first of an hour that comes twice, and says nothing to what is no time", () => {
    expect(instantOf("2026-11-01T01:30", "America/Toronto")).toBe(Date.parse("2026-11-01T05:30:00Z"));
    expect(instantOf("", "America/Toronto")).toBeNull();
  });
});
