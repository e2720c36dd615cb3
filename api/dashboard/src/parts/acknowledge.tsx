/** The one big button: somebody takes an alert, and everybody sees who. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { http, HttpError } from "../live/http";
import { recallName, rememberName } from "../live/memory";
import { withAlert } from "../live/model";
import type { Store } from "../live/store";
import { text } from "../strings";
import type { View } from "../view";
import type { Alert } from "../wire";
import { Tick } from "./icon";

interface Props {
  alert: Alert;
  view: View;
  store: Store;
}

export function Acknowledge({ alert, view, store }: Props) {
  const [isAsking, setAsking] = useState(false);
  const [isSending, setSending] = useState(false);
  const [trouble, setTrouble] = useState("");

  if (alert.state !== "open") return <Owner alert={alert} />;
  if (view.isOld) return <p class="hint">{text.alerts.noConnection}</p>;
  if (!view.farm.summary.reader.may_command) return <p class="hint">{text.alerts.readOnly}</p>;

  const take = async (name: string): Promise<void> => {
    setAsking(false);
    setSending(true);
    setTrouble("");
    try {
      const taken = await http.acknowledge(alert.id, name);
      store.update((farm) => withAlert(farm, taken, Date.now()));
    } catch (error) {
      setTrouble(text.alerts.failed(error instanceof HttpError ? error.message : text.alerts.noConnection));
    } finally {
      setSending(false);
    }
  };
  const onPress = (): void => {
    const name = recallName();
    if (name === "") setAsking(true);
    else void take(name);
  };
  const label = isSending ? text.alerts.taking : text.alerts.take;

  return (
    <div class="take">
      <button type="button" class="big-button" disabled={isSending} onClick={onPress}>
        {label}
        <span class="hidden">: {alert.place_name}</span>
      </button>
      {trouble !== "" && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      {isAsking && (
        <AskName save={text.name.save} onName={(name) => void take(name)} onCancel={() => setAsking(false)} />
      )}
    </div>
  );
}

function Owner({ alert }: { alert: Alert }) {
  if (alert.acknowledged_by === null || alert.acknowledged_by === "") return null;
  return (
    <p class="owner">
      <Tick />
      {text.alerts.has(alert.acknowledged_by)}
    </p>
  );
}

interface AskProps {
  save: string;
  onName: (name: string) => void;
  onCancel: () => void;
}

/** Ask for a name once; the phone keeps it. */
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
