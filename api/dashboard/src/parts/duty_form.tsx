/** Who is called, changed as a whole: people, the ways to them, and the order; sent at once or not at all. */

import { useState } from "preact/hooks";
import {
  commandOf,
  draftOf,
  earlier,
  replaced,
  withPerson,
  withoutPerson,
  withStep,
  type DutyDraft,
  type StepDraft,
} from "../derive/duty";
import { http } from "../live/http";
import { recallName, rememberName } from "../live/memory";
import { useSending } from "../live/sending";
import { text } from "../strings";
import type { Duty } from "../wire_people";
import { Field, Hours, Ticks } from "./fields";
import { PersonFields } from "./person_fields";
import { Trouble } from "./trouble";

const words = text.duty.form;

interface Props {
  duty: Duty;
  onSaved: () => void;
}

export function DutyForm({ duty, onSaved }: Props) {
  const [draft, setDraft] = useState(() => draftOf(duty));
  const [by, setBy] = useState(recallName);
  const { isSending, trouble, sends } = useSending();

  const save = async (): Promise<void> => {
    const saved = await http.changeDuty(commandOf(draft, by.trim()));
    rememberName(by.trim());
    setDraft(draftOf(saved));
    onSaved();
  };
  return (
    <form onSubmit={sends(save)}>
      {duty.version > draft.version && (
        <p class="trouble" role="alert">
          {words.overtaken}{" "}
          <button type="button" class="link-button" onClick={() => setDraft(draftOf(duty))}>
            {words.again}
          </button>
        </p>
      )}
      <People draft={draft} onDraft={setDraft} />
      <Steps draft={draft} onDraft={setDraft} />
      <label>
        {words.minutes}
        <input
          type="number"
          required
          min={1}
          max={120}
          value={draft.minutes}
          onInput={(event) => setDraft({ ...draft, minutes: event.currentTarget.value })}
        />
      </label>
      <Field label={words.by} required maxLength={80} value={by} onValue={setBy} />
      <button type="submit" class="big-button" disabled={isSending}>
        {isSending ? text.deeds.saving : text.deeds.save}
      </button>
      <Trouble words={trouble} />
    </form>
  );
}

interface PartProps {
  draft: DutyDraft;
  onDraft: (draft: DutyDraft) => void;
}

function People({ draft, onDraft }: PartProps) {
  return (
    <>
      {draft.people.map((person, index) => (
        <PersonFields
          key={person.id}
          person={person}
          onChange={(one) => onDraft({ ...draft, people: replaced(draft.people, index, one) })}
          onRemove={() => onDraft(withoutPerson(draft, person.id))}
        />
      ))}
      <button type="button" class="plain-button" onClick={() => onDraft(withPerson(draft))}>
        {words.addPerson}
      </button>
    </>
  );
}

function Steps({ draft, onDraft }: PartProps) {
  const names = Object.fromEntries(draft.people.map((one) => [one.id, one.name || words.newPerson]));
  const set = (steps: readonly StepDraft[]): void => onDraft({ ...draft, steps });
  return (
    <>
      <h3>{words.order}</h3>
      {draft.steps.map((step, index) => (
        <StepFields
          key={index}
          number={index + 1}
          step={step}
          names={names}
          onChange={(one) => set(replaced(draft.steps, index, one))}
          onEarlier={() => set(earlier(draft.steps, index))}
        />
      ))}
      {draft.people.length > 0 && (
        <button type="button" class="plain-button" onClick={() => onDraft(withStep(draft))}>
          {words.addStep}
        </button>
      )}
    </>
  );
}

interface StepProps {
  number: number;
  step: StepDraft;
  /** What people are called, by id. */
  names: Readonly<Record<string, string>>;
  /** Null: without this step. */
  onChange: (step: StepDraft | null) => void;
  onEarlier: () => void;
}

function StepFields({ number, step, names, onChange, onEarlier }: StepProps) {
  const set = (change: Partial<StepDraft>): void => onChange({ ...step, ...change });
  return (
    <fieldset class="fields">
      <legend>{words.step(number)}</legend>
      <Ticks
        legend={words.stepPeople}
        options={names}
        ticked={step.people}
        onTicked={(people) => set({ people })}
      />
      <Hours labels={[words.from, words.to]} from={step.from} to={step.to} onHours={set} />
      <Ticks
        legend={words.onDays}
        options={text.duty.days}
        ticked={step.days}
        onTicked={(days) => set({ days })}
      />
      {number > 1 && (
        <button type="button" class="link-button" onClick={onEarlier}>
          {words.earlier(number)}
        </button>
      )}
      <button type="button" class="link-button" onClick={() => onChange(null)}>
        {words.removeStep(number)}
      </button>
    </fieldset>
  );
}
