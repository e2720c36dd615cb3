/** What else people do with an alert: forms that open one at a time, large enough for a thumb. */

import { isOpen } from "../derive/band";
import { http } from "../live/http";
import { withAlert } from "../live/model";
import { shrink } from "../live/picture";
import type { Store } from "../live/store";
import { text } from "../strings";
import type { View } from "../view";
import type { Alert } from "../wire";
import { useWho } from "./ask_name";
import { Choice, Form, Words } from "./deed_form";

interface Props {
  alert: Alert;
  view: View;
  store: Store;
}

type Send = (path: string, command: Readonly<Record<string, string | number>>) => Promise<boolean>;

const SNOOZE_MINUTES = { act_now: [30, 60, 120], watch: [30, 60, 120, 240, 480] } as const;
const words = text.deeds;

export function Deeds({ alert, view, store }: Props) {
  const { who, question } = useWho(text.name.changeSave);
  if (view.isOld || !view.farm.summary.reader.may_command || alert.state === "withdrawn") return null;

  const act = async (deed: (by: string) => Promise<Alert>): Promise<boolean> => {
    const by = await who();
    if (by === "") return false;
    const after = await deed(by);
    store.update((farm) => withAlert(farm, after, Date.now()));
    return true;
  };
  const send: Send = (path, command) => act((by) => http.deed(alert.id, path, { by, ...command }));

  return (
    <section class="card pad deeds">
      <h2>{words.heading}</h2>
      {isOpen(alert) && <Snooze alert={alert} send={send} />}
      <Form title={words.comment} onSend={(form) => send("comment", { note: read(form, "note") })}>
        <Words name="note" label={words.commentLabel} required />
      </Form>
      <Form
        title={words.photo}
        onSend={async (form) => {
          const photo = await shrink(form.get("photo") as File);
          return act((by) => http.photograph(alert.id, by, read(form, "note"), photo));
        }}
      >
        <label>
          {words.photoLabel}
          <input type="file" name="photo" accept="image/*" required />
        </label>
        <Words name="note" label={words.photoNote} />
      </Form>
      <Form
        title={words.cause}
        onSend={(form) => send("root-cause", { cause: read(form, "cause"), note: read(form, "note") })}
      >
        <Choice name="cause" label={words.causeLabel} options={words.causes} chosen={alert.root_cause ?? ""} />
        <Words name="note" label={words.causeNote} />
      </Form>
      {isOpen(alert) && (
        <Form
          title={words.resolve}
          hint={words.resolveHint}
          onSend={(form) => send("resolve", { reason: read(form, "reason") })}
        >
          <Words name="reason" label={words.reason} required />
        </Form>
      )}
      {alert.state === "resolved" && alert.ended_at === null && (
        <Form title={words.reopen} hint={words.reopenHint} onSend={() => send("reopen", {})} />
      )}
      {question}
    </section>
  );
}

interface SnoozeProps {
  alert: Alert;
  send: Send;
}

function Snooze({ alert, send }: SnoozeProps) {
  const lengths = SNOOZE_MINUTES[alert.severity];
  // A sign keeps the keys in their order: whole numbers would be sorted.
  const options = Object.fromEntries(lengths.map((minutes) => [`+${minutes}`, words.minutes(minutes)]));
  return (
    <Form
      title={words.snooze}
      hint={words.snoozeHint}
      onSend={(form) => send("snooze", { minutes: Number(read(form, "minutes")) })}
    >
      <Choice name="minutes" label={words.snoozeFor} options={options} chosen="" />
    </Form>
  );
}

function read(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}
