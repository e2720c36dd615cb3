/** One alert: every fact about it and everything that happened to it. */

import { useEffect } from "preact/hooks";
import { alertState, isOpen } from "../derive/band";
import { factRows } from "../derive/facts";
import { parse, when } from "../derive/instants";
import { http } from "../live/http";
import { withAlert } from "../live/model";
import type { Store } from "../live/store";
import { Acknowledge } from "../parts/acknowledge";
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
  useEffect(() => {
    // The list of alerts ends somewhere; a link may lead beyond it.
    if (alert !== undefined || farmView.isOld) return;
    http.alert(id).then(
      (found) => store.update((farm) => withAlert(farm, found, Date.now())),
      () => undefined, // unknown to the service as well: the page says so already
    );
  }, [id, farmView.isOld]);
  if (alert === undefined) {
    return (
      <main id="main" class="single">
        <p class="none">{text.alert.unknown}</p>
      </main>
    );
  }
  const view = atPlace(
    farmView,
    farmView.farm.places.find((place) => place.id === alert.place_id),
  );
  const state = alertState(alert);
  return (
    <main id="main" tabIndex={-1} class="single">
      <h1>
        {alert.place_name}: {alert.title}
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
      <p>
        <a class="more" href={toPlace(alert.place_id)}>
          {text.alert.toPlace(alert.place_name)}
        </a>
      </p>
      <section class="card pad">
        <h2>{text.alert.facts}</h2>
        <FactList alert={alert} view={view} />
      </section>
      <section class="card pad">
        <h2>{text.alert.history}</h2>
        <History alert={alert} view={view} />
      </section>
    </main>
  );
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

function History({ alert, view }: { alert: Alert; view: View }) {
  const events = [...alert.events].sort((a, b) => b.id - a.id);
  return (
    <ol class="history">
      {events.map((event) => (
        <li key={event.id}>
          <span class="history-at">{when(parse(event.at) ?? 0, view.nowMs, view.zone)}</span>
          <span>
            {text.events[event.kind] ?? event.kind}
            {event.by !== null && event.by !== "" && ` ${text.alert.by(event.by)}`}
            {event.note !== null && event.note !== "" && `: ${event.note}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
