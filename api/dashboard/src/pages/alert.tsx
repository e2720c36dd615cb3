/** One alert: every fact about it and everything that happened to it. */

import { useEffect, useState } from "preact/hooks";
import { isOpen } from "../derive/band";
import { factRows } from "../derive/facts";
import { parse, when } from "../derive/instants";
import { http, HttpError } from "../live/http";
import { recallName } from "../live/memory";
import { withAlert } from "../live/model";
import type { Store } from "../live/store";
import { Acknowledge } from "../parts/acknowledge";
import { Deeds } from "../parts/deeds";
import { History } from "../parts/history";
import { StateIcon, Tick } from "../parts/icon";
import { toPlace } from "../route";
import { text } from "../strings";
import { atPlace, type View } from "../view";
import type { Alert } from "../wire";

interface Props {
  id: string;
  view: View;
  store: Store;
}

export function AlertPage({ id, view: farmView, store }: Props) {
  const alert = farmView.farm.alerts.find((one) => one.id === id);
  const [missing, setMissing] = useState("");
  useEffect(() => {
    // The list of alerts ends somewhere; a link may lead beyond it.
    if (alert !== undefined || farmView.isOld) return;
    http
      .alert(id)
      .then((found) => store.update((farm) => withAlert(farm, found, Date.now())))
      .catch((error: unknown) => setMissing(error instanceof HttpError ? error.message : text.devices.noAnswer));
  }, [id, farmView.isOld]);
  useSeen(alert, farmView);
  if (alert === undefined) {
    return (
      <main id="main" class="single">
        {missing === "" && !farmView.isOld ? (
          <p class="none">{text.alert.loading}</p>
        ) : (
          <p class="none">
            {text.alert.unknown} {missing}
          </p>
        )}
      </main>
    );
  }
  const view = atPlace(
    farmView,
    farmView.farm.places.find((place) => place.id === alert.place_id),
  );
  const state = alert.shown_as;
  return (
    <main id="main" tabIndex={-1} class="single">
      <h1>
        {text.of(alert.place_name, alert.title)}
      </h1>
      <p class="page-state">
        {isOpen(alert) ? (
          <span class={`state-tag fill-${state}`}>
            <StateIcon state={state} />
            {text.states[state]}
          </span>
        ) : (
          <span class="state-tag fill-over">
            <Tick />
            {text.over}
          </span>
        )}
        {alert.found_late && <span class="tag">{text.alerts.foundLate}</span>}
      </p>
      {alert.message !== "" && <p class="message">{alert.message}</p>}
      <Acknowledge alert={alert} view={view} store={store} />
      <Quiet alert={alert} view={view} />
      <p>
        <a class="more" href={toPlace(alert.place_id)}>
          {text.alert.toPlace(alert.place_name)}
        </a>
      </p>
      <section class="card pad">
        <h2>{text.alert.facts}</h2>
        <FactList alert={alert} view={view} />
      </section>
      <Deeds alert={alert} view={view} store={store} />
      <section class="card pad">
        <h2>{text.alert.history}</h2>
        <History alert={alert} view={view} />
      </section>
    </main>
  );
}

/** Write down, once, that this person has looked at the alert. */
function useSeen(alert: Alert | undefined, view: View): void {
  const name = recallName();
  const mayCommand = view.farm.summary.reader.may_command;
  const isNews =
    alert !== undefined &&
    alert.state !== "withdrawn" &&
    !alert.events.some((event) => event.kind === "seen" && event.by === name);
  useEffect(() => {
    if (alert === undefined || name === "" || !mayCommand || !isNews || view.isOld) return;
    http.deed(alert.id, "seen", { by: name }).catch(() => undefined); // it is asked again at the next visit
  }, [alert?.id, name, mayCommand, isNews, view.isOld]);
}

/** Why it is quiet although it lasts. */
function Quiet({ alert, view }: { alert: Alert; view: View }) {
  const until = parse(alert.snoozed_until);
  const { snoozed_by: sleeper, resolved_by: closer, resolved_reason: reason } = alert;
  if (until !== null) {
    const clock = when(until, view.nowMs, view.zone);
    return <p class="hint">{text.deeds.snoozedUntil(sleeper ?? "", clock)}</p>;
  }
  if (closer !== null && closer !== undefined) {
    return <p class="hint">{text.deeds.resolvedBy(closer, reason ?? "")}</p>;
  }
  return null;
}

function FactList({ alert, view }: { alert: Alert; view: View }) {
  return (
    <dl class="facts">
      {factRows(alert, view.farm.lots, view.nowMs, view.zone).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
