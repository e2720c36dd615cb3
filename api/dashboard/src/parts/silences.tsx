/** Times in which nobody is called about a place: which there are, and the form for the next one. */

import { parse, when } from "../derive/instants";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { useSending } from "../live/sending";
import { text } from "../strings";
import type { View } from "../view";
import type { Silence } from "../wire_people";
import { useWho } from "./ask_name";
import { Choice, Form, Words } from "./deed_form";
import { Trouble } from "./trouble";

const MINUTES = [30, 60, 120, 240, 480];
const words = text.silences;

interface Props {
  placeId: string;
  view: View;
}

export function Silences({ placeId, view }: Props) {
  const { answer, refresh } = usePolled("silences", () => http.silences());
  const { who, question } = useWho(text.name.changeSave);
  const mine = (answer ?? []).filter((one) => one.state !== "over" && one.place === placeId);
  const mayCommand = view.farm.summary.reader.may_command && !view.isOld;
  if (mine.length === 0 && !mayCommand) return null;

  const act = async (deed: (by: string) => Promise<unknown>): Promise<boolean> => {
    const by = await who();
    if (by === "") return false;
    await deed(by);
    refresh();
    return true;
  };
  const silence = (form: FormData): Promise<boolean> =>
    act((by) =>
      http.silence({
        by,
        place: placeId,
        reason: String(form.get("reason")).trim(),
        minutes: Number(form.get("minutes")),
      }),
    );
  return (
    <section class="card pad deeds">
      <h2>{words.heading}</h2>
      {mine.map((one) => (
        <Row key={one.id} silence={one} view={view} onEnd={() => act((by) => http.endSilence(one.id, by))} />
      ))}
      {mayCommand && (
        <Form title={words.begin} hint={words.hint} onSend={silence}>
          <Choice
            name="minutes"
            label={text.deeds.snoozeFor}
            options={Object.fromEntries(MINUTES.map((one) => [`+${one}`, text.deeds.minutes(one)]))}
            chosen=""
          />
          <Words name="reason" label={words.reason} required />
        </Form>
      )}
      {question}
    </section>
  );
}

interface RowProps {
  silence: Silence;
  view: View;
  onEnd: () => Promise<unknown>;
}

function Row({ silence, view, onEnd }: RowProps) {
  const { isSending, trouble, sends } = useSending();
  const at = (instant: string): string => when(parse(instant) ?? 0, view.nowMs, view.zone);
  const line =
    silence.state === "coming"
      ? words.coming(at(silence.start), at(silence.end))
      : words.active(at(silence.end));
  return (
    <div class="silence">
      <p>
        <strong>{line}</strong> {words.why(silence.by, silence.reason)}
      </p>
      {view.farm.summary.reader.may_command && !view.isOld && (
        <button type="button" class="link-button" disabled={isSending} onClick={sends(onEnd)}>
          {words.end}
        </button>
      )}
      <Trouble words={trouble} />
    </div>
  );
}
