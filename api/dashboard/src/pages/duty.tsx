/** Who is called in which order, and what the alerts of the last seven days were worth. */

import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { toPlace } from "../route";
import { text } from "../strings";
import type { View } from "../view";
import type { Duty, Person, Tally, Week } from "../wire_people";

const words = text.duty;

export function DutyPage({ view }: { view: View }) {
  return (
    <main id="main" tabIndex={-1} class="single">
      <h1>{words.heading}</h1>
      {view.farm.summary.reader.may_command && <OnDuty />}
      <LastWeek />
    </main>
  );
}

function OnDuty() {
  const { answer } = usePolled("duty", http.duty);
  if (answer === null) return null;
  return (
    <section class="card pad">
      <h2>{words.order}</h2>
      {answer.steps.length === 0 ? (
        <p class="none">{words.nobody}</p>
      ) : (
        <ol class="steps">
          {answer.steps.map((step, number) => (
            <li key={number}>
              <strong>{step.people.map((id) => nameOf(answer, id)).join(", ")}</strong>{" "}
              {step.hours === null ? words.always : words.hours(step.hours, days(step.days))}
            </li>
          ))}
        </ol>
      )}
      <ul>
        {answer.people.map((person) => (
          <li key={person.id}>{reached(person)}</li>
        ))}
      </ul>
      <p class="hint">{words.every(answer.step_minutes)}</p>
    </section>
  );
}

function nameOf(duty: Duty, id: string): string {
  return duty.people.find((person) => person.id === id)?.name ?? id;
}

function days(names: readonly string[]): string {
  return names.length === 7 ? "" : names.map((name) => words.days[name] ?? name).join(", ");
}

function reached(person: Person): string {
  const ways = person.channels.map((one) => `${one.name} (${one.service})`).join(", ");
  return words.person(person.name, ways, person.quiet);
}

function LastWeek() {
  const { answer, trouble } = usePolled("week", http.week);
  if (answer === null) return trouble === "" ? null : <p class="trouble">{text.alerts.failed(trouble)}</p>;
  return (
    <section class="card pad">
      <h2>{words.week}</h2>
      <p>{sentence(answer.total)}</p>
      <ul>
        {answer.places.map((one) => (
          <li key={one.place_id}>
            <a href={toPlace(one.place_id)}>{one.place_name}</a>: {sentence(one)}
          </li>
        ))}
      </ul>
      <Noisiest week={answer} />
    </section>
  );
}

function Noisiest({ week }: { week: Week }) {
  if (week.noisiest === null || week.advice === "none") return null; // once is no pattern
  const { cause, place_name: place, alerts } = week.noisiest;
  return (
    <p>
      <strong>{words.noisiest(cause.replace(/_/g, " "), place, alerts)}</strong> {week.suggestion}
    </p>
  );
}

function sentence({ alerts, severe, acted_on: acted, taken_after_min: after }: Tally): string {
  return words.tally(alerts, severe, acted, after === null ? null : Math.round(after));
}
