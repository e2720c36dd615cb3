/** One alert: every fact about it and everything that happened to it. */

import { useEffect } from "preact/hooks";
import { alertState, isOpen } from "../derive/band";
import { ageSeconds, duration, parse, when } from "../derive/instants";
import { decimalsOf, lifeHours, limit, signed, withUnit } from "../derive/numbers";
import { full } from "../derive/values";
import { http } from "../live/http";
import { withAlert } from "../live/model";
import type { Store } from "../live/store";
import { Acknowledge } from "../parts/acknowledge";
import { StateIcon, Tick } from "../parts/icon";
import { toPlace } from "../route";
import { text } from "../strings";
import { atPlace, type View } from "../view";
import type { Alert, Instant } from "../wire";

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
        {alert.place_name}: {(text.causes[alert.cause] ?? alert.title).toLowerCase()}
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
      {factRows(alert, view).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The facts that are known, each as a name and words. */
function factRows(alert: Alert, view: View): [string, string][] {
  const { facts } = alert;
  const quantity = facts.quantity ?? "";
  const unit = facts.unit ?? "";
  const at = (instant: Instant | null | undefined): string | null => {
    const ms = parse(instant);
    return ms === null ? null : when(ms, view.nowMs, view.zone);
  };
  const amount = (value: number | null | undefined, words: (value: number) => string): string | null =>
    value === null || value === undefined ? null : words(value);
  const lasting = alert.ended_at === null ? ageSeconds(alert.started_at, view.nowMs) : alert.duration_s;
  const join = (parts: (string | null)[]): string | null => {
    const known = parts.filter((part): part is string => part !== null && part !== "");
    return known.length === 0 ? null : known.join(", ");
  };
  const rows: [string, string | null][] = [
    [text.alert.started, at(alert.started_at)],
    [text.alert.raised, at(alert.raised_at)],
    [text.alert.ended, at(alert.ended_at)],
    [alert.ended_at === null ? text.alert.lasting : text.alert.lasted, duration(lasting ?? alert.duration_s)],
    [
      text.alert.value,
      facts.value == null ? null : join([full(facts.value, quantity, unit), at(facts.observed_at)]),
    ],
    [text.alert.limit, amount(facts.limit, (value) => withUnit(limit(value, quantity), unit))],
    [
      text.alert.peak,
      facts.peak == null ? null : join([full(facts.peak, quantity, unit), at(facts.peak_at)]),
    ],
    [
      text.alert.rate,
      amount(
        facts.trend_per_h,
        (value) => withUnit(signed(value, decimalsOf(quantity)), unit) + text.perHour,
      ),
    ],
    [
      text.alert.goods,
      amount(facts.product_temperature_c, (value) => full(value, "product_temperature_c", "°C")),
    ],
    [text.alert.cost, amount(facts.life_lost_h, lifeHours)],
    [
      text.alert.left,
      join([
        amount(facts.life_left_h, lifeHours),
        amount(facts.life_left_low_h, (value) => text.alerts.leftLow(lifeHours(value))),
      ]),
    ],
    [text.alert.tooLate, at(facts.too_late_at)],
    [text.alert.taken, join([alert.acknowledged_by, at(alert.acknowledged_at)])],
    [text.alert.lots, join(alert.lots.map((id) => view.farm.lots.find((lot) => lot.id === id)?.name ?? id))],
    [text.alert.devices, join(alert.devices)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
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
