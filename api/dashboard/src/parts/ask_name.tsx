/** Who it is that does something: asked once, the phone keeps it. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { recallName, rememberName } from "../live/memory";
import { text } from "../strings";

interface Who {
  /** Resolves to the name that this phone knows, or the one that is given now; empty where none is. */
  who: () => Promise<string>;
  /** The question, while it is asked. */
  question: preact.ComponentChildren;
}

/** Ask who it is where the phone does not know; *save* is what stands on the button. */
export function useWho(save: string): Who {
  const [answer, setAnswer] = useState<((name: string) => void) | null>(null);
  const who = (): Promise<string> => {
    const known = recallName();
    if (known !== "") return Promise.resolve(known);
    return new Promise((resolve) =>
      setAnswer(() => (name: string) => {
        setAnswer(null);
        resolve(name);
      }),
    );
  };
  const question = answer !== null && <AskName save={save} onName={answer} onCancel={() => answer("")} />;
  return { who, question };
}

interface AskProps {
  save: string;
  onName: (name: string) => void;
  onCancel: () => void;
}

export function AskName({ save, onName, onCancel }: AskProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(recallName);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);

  const onSubmit = (event: Event): void => {
    event.preventDefault();
    const trimmed = name.trim();
    if (trimmed === "") return;
    rememberName(trimmed);
    onName(trimmed);
  };
  return (
    <dialog ref={dialog} class="ask" aria-labelledby={`${id}-heading`} onClose={onCancel}>
      <form onSubmit={onSubmit}>
        <h2 id={`${id}-heading`}>{text.name.heading}</h2>
        <p id={`${id}-hint`}>{text.name.hint}</p>
        <label for={`${id}-name`}>{text.name.label}</label>
        <input
          id={`${id}-name`}
          aria-describedby={`${id}-hint`}
          autocomplete="given-name"
          maxLength={60}
          required
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" class="big-button">
          {save}
        </button>
        <button type="button" class="plain-button" onClick={onCancel}>
          {text.name.cancel}
        </button>
      </form>
    </dialog>
  );
}
