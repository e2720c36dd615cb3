/** The one big button: somebody takes an alert, and everybody sees who. */

import { http } from "../live/http";
import { withAlert } from "../live/model";
import { useSending } from "../live/sending";
import type { Store } from "../live/store";
import { text } from "../strings";
import type { View } from "../view";
import type { Alert } from "../wire";
import { useWho } from "./ask_name";
import { Tick } from "./icon";
import { Trouble } from "./trouble";

interface Props {
  alert: Alert;
  view: View;
  store: Store;
}

export function Acknowledge({ alert, view, store }: Props) {
  const { who, question } = useWho(text.name.save);
  const { isSending, trouble, sends } = useSending(text.alerts.noConnection);

  if (alert.state !== "open") return <Owner alert={alert} />;
  if (view.isOld) return <p class="hint">{text.alerts.noConnection}</p>;
  if (!view.farm.summary.reader.may_command) return <p class="hint">{text.alerts.readOnly}</p>;

  const take = async (): Promise<void> => {
    const name = await who();
    if (name === "") return;
    const taken = await http.acknowledge(alert.id, name);
    store.update((farm) => withAlert(farm, taken, Date.now()));
  };
  const label = isSending ? text.alerts.taking : text.alerts.take;

  return (
    <div class="take">
      <button type="button" class="big-button" disabled={isSending} onClick={sends(take)}>
        {label}
        <span class="hidden">: {alert.place_name}</span>
      </button>
      <Trouble words={trouble} />
      {question}
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
