/** Who is called in which order, how each is reached and whether that works, and who changed it. */

import { useState } from "preact/hooks";
import { parse, when } from "../derive/instants";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { useSending } from "../live/sending";
import { toAlert } from "../route";
import { called, text } from "../strings";
import type { View } from "../view";
import type { Duty, Person } from "../wire_people";
import { useWho } from "./ask_name";
import { Choice, Form } from "./deed_form";
import { DutyForm } from "./duty_form";
import { carried } from "./sender";
import { Trouble } from "./trouble";

const words = text.duty;

export function OnDuty({ view }: { view: View }) {
  const { answer, trouble, refresh } = usePolled("duty", http.duty);
  if (answer === null) {
    return trouble === "" ? <p class="none">{words.loading}</p> : <Trouble words={text.alerts.failed(trouble)} />;
  }
  return (
    <>
      {trouble !== "" && <Trouble words={text.alerts.failed(trouble)} />}
      <section class="card pad">
        <h2>{words.order}</h2>
        <Order duty={answer} />
        <p class="hint">{words.every(answer.step_minutes)}</p>
      </section>
      {answer.people.length > 0 && (
        <section class="card pad">
          <h2>{words.people}</h2>
          {answer.people.map((person) => (
            <Reached key={person.id} person={person} view={view} />
          ))}
        </section>
      )}
      <section class="card pad deeds">
        {answer.configured ? (
          <p class="hint">{words.configured}</p>
        ) : (
          <details class="deed">
            <summary>{words.change}</summary>
            <DutyForm duty={answer} onSaved={refresh} />
          </details>
        )}
        <Rehearse view={view} />
      </section>
      <Past duty={answer} view={view} />
    </>
  );
}

function Order({ duty }: { duty: Duty }) {
  if (duty.people.length === 0) return <p class="none">{words.nobody}</p>;
  if (duty.steps.length === 0) return <p class="none">{words.noSteps}</p>;
  return (
    <ol class="steps">
      {duty.steps.map((step, number) => (
        <li key={number}>
          <strong>{step.people.map((id) => nameOf(duty, id)).join(text.comma)}</strong>{" "}
          {step.hours === null && step.days.length === 7
            ? words.always
            : words.hours(step.hours ?? words.always, days(step.days))}
        </li>
      ))}
    </ol>
  );
}

function nameOf(duty: Duty, id: string): string {
  return duty.people.find((person) => person.id === id)?.name ?? id;
}

function days(names: readonly string[]): string {
  return names.length === 7 ? "" : names.map((name) => called(words.days, name)).join(text.comma);
}

function Reached({ person, view }: { person: Person; view: View }) {
  const { who, question } = useWho(text.name.changeSave);
  const { isSending, trouble, sends } = useSending();
  const [isSent, setSent] = useState(false);
  const senders = view.farm.summary.senders ?? [];
  const test = async (): Promise<void> => {
    const by = await who();
    if (by === "") return;
    await http.testPerson(person.id, by);
    setSent(true);
  };
  return (
    <div class="reached">
      <h3>{person.name}</h3>
      {person.quiet !== null && <p class="hint">{words.quiet(person.quiet)}</p>}
      <ul>
        {person.channels.map((way) => {
          const sender = senders.find((one) => one.name === `${person.id}/${way.name}`);
          return (
            <li key={way.name} class={sender === undefined || sender.state === "ok" ? "" : "device-trouble"}>
              {way.name} ({way.service}){sender !== undefined && `: ${carried(sender, view)}`}
            </li>
          );
        })}
      </ul>
      <button type="button" class="plain-button" disabled={isSending} onClick={sends(test)}>
        {words.test}
        <span class="hidden">: {person.name}</span>
      </button>
      <p role="status">{isSent && trouble === "" ? words.tested : ""}</p>
      <Trouble words={trouble} />
      {question}
    </div>
  );
}

function Rehearse({ view }: { view: View }) {
  const { who, question } = useWho(text.name.changeSave);
  const { places } = view.farm;
  if (places.length === 0) return null;
  const rehearse = async (form: FormData): Promise<boolean> => {
    const by = await who();
    if (by === "") return false;
    const alert = await http.rehearse(String(form.get("place")), by);
    location.hash = toAlert(alert.id);
    return true;
  };
  return (
    <>
      <Form title={words.rehearse} hint={words.rehearseHint} onSend={rehearse}>
        <Choice
          name="place"
          label={words.rehearseAt}
          options={Object.fromEntries(places.map((place) => [place.id, place.name]))}
          chosen=""
        />
      </Form>
      {question}
    </>
  );
}

function Past({ duty, view }: { duty: Duty; view: View }) {
  if (duty.history.length === 0) return null;
  return (
    <section class="card pad">
      <h2>{words.whoChanged}</h2>
      <ul>
        {duty.history.map((one) => (
          <li key={one.at}>
            {words.changedBy(one.by, when(parse(one.at) ?? 0, view.nowMs, view.zone), one.what)}
          </li>
        ))}
      </ul>
    </section>
  );
}
