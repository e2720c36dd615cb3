/** Labelled fields whose value the form holds. */

interface FieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  required?: boolean;
  maxLength?: number;
  placeholder?: string;
}

export function Field({ label, value, onValue, ...limits }: FieldProps) {
  return (
    <label>
      {label}
      <input
        type="text"
        autocomplete="off"
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        {...limits}
      />
    </label>
  );
}

interface HoursProps {
  labels: readonly [string, string];
  /** Both empty: none. */
  from: string;
  to: string;
  onHours: (hours: { from: string; to: string }) => void;
}

/** From one time of day to another, over midnight where the second is not after the first. */
export function Hours({ labels, from, to, onHours }: HoursProps) {
  const isRequired = from !== "" || to !== "";
  return (
    <div class="pair">
      <Time label={labels[0]} required={isRequired} value={from} onValue={(one) => onHours({ from: one, to })} />
      <Time label={labels[1]} required={isRequired} value={to} onValue={(one) => onHours({ from, to: one })} />
    </div>
  );
}

function Time({ label, value, required, onValue }: FieldProps) {
  return (
    <label>
      {label}
      <input
        type="time"
        required={required}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </label>
  );
}

interface SinceProps {
  label: string;
  hint: string;
  /** By the clock of a zone; empty where nothing was said. */
  value: string;
  latest: string;
  onValue: (value: string) => void;
}

/** Since when something holds; nothing that lies ahead. */
export function Since({ label, hint, value, latest, onValue }: SinceProps) {
  return (
    <>
      <label>
        {label}
        <input
          type="datetime-local"
          max={latest}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      </label>
      <p class="hint">{hint}</p>
    </>
  );
}

interface ChoicesProps {
  label: string;
  /** In the order in which they are shown. */
  options: Readonly<Record<string, string>>;
  value: string;
  onValue: (value: string) => void;
}

export function Choices({ label, options, value, onValue }: ChoicesProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {Object.entries(options).map(([key, title]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TicksProps {
  legend: string;
  /** In the order in which they are shown. */
  options: Readonly<Record<string, string>>;
  ticked: readonly string[];
  onTicked: (ticked: string[]) => void;
}

export function Ticks({ legend, options, ticked, onTicked }: TicksProps) {
  return (
    <fieldset class="ticks">
      <legend>{legend}</legend>
      {Object.entries(options).map(([key, title]) => (
        <label key={key} class="tick">
          <input
            type="checkbox"
            checked={ticked.includes(key)}
            onChange={(event) =>
              onTicked(event.currentTarget.checked ? [...ticked, key] : ticked.filter((one) => one !== key))
            }
          />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
