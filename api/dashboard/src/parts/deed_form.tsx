/** A form that is folded away until it is wanted, and folds again when it was sent. */

import { useRef } from "preact/hooks";
import { useSending } from "../live/sending";
import { text } from "../strings";
import { Trouble } from "./trouble";

interface FormProps {
  title: string;
  hint?: string;
  /** Resolves to whether it was sent; rejects with why it could not be. */
  onSend: (form: FormData) => Promise<boolean>;
  children?: preact.ComponentChildren;
}

export function Form({ title, hint, onSend, children }: FormProps) {
  const fold = useRef<HTMLDetailsElement>(null);
  const { isSending, trouble, sends } = useSending();

  const submit = async (event: Event): Promise<void> => {
    const form = event.currentTarget as HTMLFormElement;
    if (!(await onSend(new FormData(form)))) return;
    form.reset();
    if (fold.current !== null) fold.current.open = false;
  };
  return (
    <details ref={fold} class="deed">
      <summary>{title}</summary>
      <form onSubmit={sends(submit)}>
        {hint !== undefined && <p class="hint">{hint}</p>}
        {children}
        <button type="submit" class="big-button" disabled={isSending}>
          {isSending ? text.deeds.saving : text.deeds.save}
          <span class="hidden">: {title}</span>
        </button>
        <Trouble words={trouble} />
      </form>
    </details>
  );
}

interface WordsProps {
  name: string;
  label: string;
  required?: boolean;
}

export function Words({ name, label, required }: WordsProps) {
  return (
    <label>
      {label}
      <textarea name={name} rows={2} maxLength={1000} required={required} />
    </label>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  /** In the order in which they are shown. */
  options: Readonly<Record<string, string>>;
  chosen: string;
}

export function Choice({ name, label, options, chosen }: ChoiceProps) {
  return (
    <label>
      {label}
      <select name={name} required>
        {Object.entries(options).map(([value, title]) => (
          <option key={value} value={value} selected={value === chosen}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
