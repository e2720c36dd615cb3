/** One person of the duty roster, while somebody changes it: how this person reads, sleeps and is reached. */

import { NEW_WAY, replaced, type PersonDraft, type WayDraft } from "../derive/duty";
import { text } from "../strings";
import { Choices, Field, Hours } from "./fields";

const words = text.duty.form;

interface Props {
  person: PersonDraft;
  onChange: (person: PersonDraft) => void;
  onRemove: () => void;
}

export function PersonFields({ person, onChange, onRemove }: Props) {
  const set = (change: Partial<PersonDraft>): void => onChange({ ...person, ...change });
  const name = person.name === "" ? words.newPerson : person.name;
  return (
    <fieldset class="fields">
      <legend>{name}</legend>
      <Field label={words.name} value={person.name} required maxLength={120} onValue={(one) => set({ name: one })} />
      <Ways name={name} ways={person.ways} onChange={(ways) => set({ ways })} />
      <Hours
        labels={[words.quietFrom, words.quietTo]}
        from={person.quietFrom}
        to={person.quietTo}
        onHours={({ from, to }) => set({ quietFrom: from, quietTo: to })}
      />
      <p class="hint">{words.quietHint}</p>
      <More name={name} person={person} set={set} />
      <button type="button" class="link-button" onClick={onRemove}>
        {words.removePerson(name)}
      </button>
    </fieldset>
  );
}

interface MoreProps {
  name: string;
  person: PersonDraft;
  set: (change: Partial<PersonDraft>) => void;
}

/** What most people leave as it is. */
function More({ name, person, set }: MoreProps) {
  return (
    <details>
      <summary>
        {words.more}
        <span class="hidden">: {name}</span>
      </summary>
      <div class="pair">
        <Choices
          label={words.language}
          options={text.reader.languages}
          value={person.language}
          onValue={(one) => set({ language: one })}
        />
        <Choices
          label={words.temperature}
          options={text.reader.temperatures}
          value={person.temperature}
          onValue={(one) => set({ temperature: one })}
        />
      </div>
      <Field label={words.zone} value={person.zone} maxLength={64} onValue={(one) => set({ zone: one })} />
      <label>
        {words.replies}
        <textarea
          rows={2}
          value={person.replies}
          onInput={(event) => set({ replies: event.currentTarget.value })}
        />
      </label>
      <label class="tick">
        <input
          type="checkbox"
          checked={person.weekly}
          onChange={(event) => set({ weekly: event.currentTarget.checked })}
        />
        {words.weekly}
      </label>
    </details>
  );
}

interface WaysProps {
  name: string;
  ways: readonly WayDraft[];
  onChange: (ways: readonly WayDraft[]) => void;
}

function Ways({ name, ways, onChange }: WaysProps) {
  return (
    <fieldset class="ways">
      <legend>
        {words.ways}
        <span class="hidden">: {name}</span>
      </legend>
      {ways.map((way, index) => {
        const set = (change: Partial<WayDraft>): void => onChange(replaced(ways, index, { ...way, ...change }));
        const isKnown = way.service !== "";
        return (
          <div key={index} class="way">
            {isKnown ? (
              <strong>
                {way.name} ({way.service})
              </strong>
            ) : (
              <Field label={words.wayName} value={way.name} required maxLength={64} onValue={(one) => set({ name: one })} />
            )}
            <Field
              label={isKnown ? words.newAddress : words.address}
              value={way.url}
              required={!isKnown}
              placeholder={isKnown ? words.kept : ""}
              onValue={(one) => set({ url: one })}
            />
            {ways.length > 1 && (
              <button type="button" class="link-button" onClick={() => onChange(replaced(ways, index, null))}>
                {words.removeWay(way.name)}
              </button>
            )}
          </div>
        );
      })}
      <p class="hint">{words.addressHint}</p>
      <button type="button" class="link-button" onClick={() => onChange([...ways, { ...NEW_WAY, name: "" }])}>
        {words.addWay}
        <span class="hidden">: {name}</span>
      </button>
    </fieldset>
  );
}
