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
      <label>
        {labels[0]}
        <input
          type="time"
          required={isRequired}
          value={from}
          onInput={(event) => onHours({ from: event.currentTarget.value, to })}
        />
      </label>
      <label>
        {labels[1]}
        <input
          type="time"
          required={isRequired}
          value={to}
          onInput={(event) => onHours({ from, to: event.currentTarget.value })}
        />
      </label>
    </div>
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
