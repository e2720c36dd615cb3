import { describe, expect, test } from "vitest";
import { commandOf, draftOf, earlier, replaced, withoutPerson, withPerson } from "../src/derive/duty";
import type { Duty } from "../src/wire_people";

const duty: Duty = {
  configured: false,
  version: 7,
  history: [],
  step_minutes: 5,
  people: [
    {
      id: "ana",
      name: "Ana",
      language: "zh",
      temperature: "F",
      time_zone: null,
      quiet: "22:00-06:00",
      reply_from: ["+8613800000001"],
      weekly_report: true,
      channels: [{ name: "phone", service: "ntfy" }],
    },
  ],
  steps: [{ people: ["ana"], hours: "18:00-06:00", days: ["fri", "sat"] }],
};

describe("a draft of the duty roster", () => {
  test("that nobody touched means what was shown, and keeps every address", () => {
    const { people, ...rest } = commandOf(draftOf(duty), "Luis");
    expect(rest).toEqual({ by: "Luis", version: 7, step_minutes: 5, steps: duty.steps });
    expect(people).toEqual([{ ...duty.people[0], channels: [{ name: "phone", url: null }] }]);
  });

  test("gives new people ids of their names, which steps follow and no other has", () => {
    const draft = withPerson(withPerson(withPerson(draftOf(duty))));
    const named = ["Ana", "Luís Pérez", "李娜"];
    const people = draft.people.map((one, at) => (at === 0 ? one : { ...one, name: named[at - 1] ?? "" }));
    const command = commandOf({ ...draft, people }, "Luis");
    expect(command.people.map((one) => one.id)).toEqual(["ana", "ana-2", "luis-perez", "person"]);
    expect(command.steps.map((one) => one.people)).toEqual([["ana"], ["ana-2"], ["luis-perez"], ["person"]]);
    expect(command.steps[1]).toMatchObject({ hours: null, days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] });
  });

  test("loses with a person the steps in which nobody else is called", () => {
    expect(withoutPerson(draftOf(duty), "ana")).toMatchObject({ people: [], steps: [] });
  });

  test("has its steps in the order that people give them", () => {
    expect(earlier(["a", "b", "c"], 2)).toEqual(["a", "c", "b"]);
    expect(earlier(["a", "b"], 0)).toEqual(["a", "b"]);
    expect(replaced(["a", "b"], 0, null)).toEqual(["b"]);
    expect(replaced(["a", "b"], 1, "c")).toEqual(["a", "c"]);
  });
});
