/** Who saw, did and was told what, newest first. */

import { useEffect } from "preact/hooks";
import { parse, when } from "../derive/instants";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { called, text } from "../strings";
import type { View } from "../view";
import type { Alert, HistoryLine } from "../wire";

export function History({ alert, view }: { alert: Alert; view: View }) {
  const newest = Math.max(0, ...alert.events.map((event) => event.id));
  const { answer, refresh } = usePolled(`history ${alert.id}`, () => http.history(alert.id));
  useEffect(refresh, [newest]);
  const lines: HistoryLine[] = answer ?? alert.events.map(fromEvent);
  return (
    <ol class="history">
      {[...lines].reverse().map((line, number) => (
        <li key={`${line.at} ${line.what} ${number}`}>
          <span class="history-at">{when(parse(line.at) ?? 0, view.nowMs, view.zone)}</span>
          <Line line={line} view={view} />
        </li>
      ))}
    </ol>
  );
}

/** What the farm's own list knows, until the whole history is there. */
function fromEvent(event: Alert["events"][number]): HistoryLine {
  return {
    at: event.at,
    what: event.kind,
    by: event.by ?? "",
    note: event.note ?? "",
    until: event.until ?? null,
    photo: event.photo ?? null,
    to: "",
    message: "",
    state: "",
    detail: "",
  };
}

function Line({ line, view }: { line: HistoryLine; view: View }) {
  if (line.what === "told") {
    return (
      <span class="history-told">
        {told(line)}
        <q>{line.message}</q>
        {line.detail !== "" && <em>{line.detail}</em>}
      </span>
    );
  }
  const until = parse(line.until);
  return (
    <span>
      {called(text.events, line.what)}
      {line.by !== "" && ` ${text.alert.by(line.by)}`}
      {until !== null && ` ${text.deeds.until(when(until, view.nowMs, view.zone))}`}
      {line.note !== "" && `: ${words(line)}`}
      {line.photo !== null && (
        <a href={line.photo} target="_blank" rel="noreferrer">
          <img class="history-photo" src={line.photo} alt={text.deeds.photoBy(line.by)} loading="lazy" />
        </a>
      )}
    </span>
  );
}

/** To whom it went, and whether it got there. */
function told({ state, to }: HistoryLine): string {
  return state === "" ? to : text.deeds.told[state](to);
}

/** A root cause is kept as its name, perhaps with words after it. */
function words(line: HistoryLine): string {
  if (line.what !== "explained") return line.note;
  const [cause = "", ...rest] = line.note.split(": ");
  return [called(text.deeds.causes, cause), ...rest].join(": ");
}
