/** The duty roster while somebody changes it: drafts that form fields can hold, and the command they mean. */

import { reader } from "../reader";
import type { Duty, DutyCommand, Person, PersonCommand, Step } from "../wire_people";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export interface WayDraft {
  name: string;
  /** Empty where the address that is known stays. */
  url: string;
  /** What kind of service is known; empty where the way is new. */
  service: string;
}

export interface PersonDraft {
  id: string;
  /** Whether its id is only this page's, until it is saved. */
  isNew: boolean;
  name: string;
  language: string;
  temperature: string;
  zone: string;
  quietFrom: string;
  quietTo: string;
  replies: string;
  weekly: boolean;
  ways: readonly WayDraft[];
}

export interface StepDraft {
  people: readonly string[];
  from: string;
  to: string;
  days: readonly string[];
}

export interface DutyDraft {
  version: number;
  minutes: string;
  people: readonly PersonDraft[];
  steps: readonly StepDraft[];
}

export function draftOf(duty: Duty): DutyDraft {
  return {
    version: duty.version,
    minutes: String(duty.step_minutes),
    people: duty.people.map(personDraft),
    steps: duty.steps.map(({ people, hours, days }) => {
      const [from, to] = ends(hours);
      return { people, from, to, days };
    }),
  };
}

function personDraft(person: Person): PersonDraft {
  const [quietFrom, quietTo] = ends(person.quiet);
  return {
    id: person.id,
    isNew: false,
    name: person.name,
    language: person.language,
    temperature: person.temperature,
    zone: person.time_zone ?? "",
    quietFrom,
    quietTo,
    replies: person.reply_from.join("\n"),
    weekly: person.weekly_report,
    ways: person.channels.map(({ name, service }) => ({ name, service, url: "" })),
  };
}

export const NEW_WAY: WayDraft = { name: "phone", url: "", service: "" };

/**
 * Return *draft* with one more person, who is called in the last step where there is none yet, and is taken to
 * read as the reader does.
 */
export function withPerson(draft: DutyDraft): DutyDraft {
  const id = free("person", ids(draft.people));
  const person: PersonDraft = {
    id,
    isNew: true,
    name: "",
    language: reader.language,
    temperature: reader.temperature,
    zone: "",
    quietFrom: "",
    quietTo: "",
    replies: "",
    weekly: false,
    ways: [NEW_WAY],
  };
  return withStep({ ...draft, people: [...draft.people, person] }, [id]);
}

export function withStep(draft: DutyDraft, people: readonly string[] = []): DutyDraft {
  return { ...draft, steps: [...draft.steps, { people, from: "", to: "", days: DAYS }] };
}

/** Return *draft* without a person, and without the steps in which nobody else is called. */
export function withoutPerson(draft: DutyDraft, id: string): DutyDraft {
  const steps = draft.steps
    .map((step) => ({ ...step, people: step.people.filter((one) => one !== id) }))
    .filter((step) => step.people.length > 0);
  return { ...draft, people: draft.people.filter((one) => one.id !== id), steps };
}

/** Return *list* with *item* in place of what stands at *index*; null: with nothing there. */
export function replaced<Item>(list: readonly Item[], index: number, item: Item | null): Item[] {
  return list.flatMap((one, at) => (at !== index ? [one] : item === null ? [] : [item]));
}

/** Return *list* with what stands at *index* one place earlier. */
export function earlier<Item>(list: readonly Item[], index: number): Item[] {
  const [before, moved] = list.slice(index - 1, index + 1);
  if (before === undefined || moved === undefined) return [...list];
  return [...list.slice(0, index - 1), moved, before, ...list.slice(index + 1)];
}

export function commandOf(draft: DutyDraft, by: string): DutyCommand {
  const lasting = lastingIds(draft.people);
  return {
    by,
    version: draft.version,
    step_minutes: Number(draft.minutes),
    people: draft.people.map((one) => personCommand(one, lasting.get(one.id) ?? one.id)),
    steps: draft.steps.map(
      (step): Step => ({
        people: step.people.map((id) => lasting.get(id) ?? id),
        hours: hours(step.from, step.to),
        days: DAYS.filter((day) => step.days.includes(day)),
      }),
    ),
  };
}

function personCommand(draft: PersonDraft, id: string): PersonCommand {
  return {
    id,
    name: draft.name.trim(),
    language: draft.language,
    temperature: draft.temperature,
    time_zone: draft.zone.trim() === "" ? null : draft.zone.trim(),
    quiet: hours(draft.quietFrom, draft.quietTo),
    reply_from: draft.replies
      .split("\n")
      .map((one) => one.trim())
      .filter((one) => one !== ""),
    weekly_report: draft.weekly,
    channels: draft.ways.map(({ name, url }) => ({
      name: name.trim(),
      url: url.trim() === "" ? null : url.trim(),
    })),
  };
}

/** Ids of new people are made of their names, since the history and messages name people by them. */
function lastingIds(people: readonly PersonDraft[]): Map<string, string> {
  const taken = new Set(ids(people.filter((one) => !one.isNew)));
  const lasting = new Map<string, string>();
  for (const { id, name } of people.filter((one) => one.isNew)) {
    const found = free(slug(name), taken);
    taken.add(found);
    lasting.set(id, found);
  }
  return lasting;
}

function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return plain.slice(0, 40) || "person";
}

function free(wanted: string, taken: ReadonlySet<string>): string {
  let found = wanted;
  for (let number = 2; taken.has(found); number += 1) found = `${wanted}-${number}`;
  return found;
}

function ids(people: readonly PersonDraft[]): Set<string> {
  return new Set(people.map((one) => one.id));
}

function ends(span: string | null): [string, string] {
  const [from = "", to = ""] = (span ?? "").split("-").map((one) => one.trim().slice(0, 5));
  return [from, to];
}

function hours(from: string, to: string): string | null {
  return from === "" && to === "" ? null : `${from}-${to}`;
}
