/** An alert that lasts: where, what, how long, what it costs, until when, who has it. */

import { ageSeconds, duration, parse, when } from "../derive/instants";
import { direction, lifeHours, lifeLeft } from "../derive/numbers";
import { edge, full, rate, temperature } from "../derive/values";
import type { Store } from "../live/store";
import { toAlert } from "../route";
import { text } from "../strings";
import { atPlace, type View } from "../view";
import type { Alert } from "../wire";
import { Acknowledge } from "./acknowledge";
import { Arrow, StateIcon } from "./icon";

interface Props {
  alert: Alert;
  view: View;
  store: Store;
}

export function AlertCard({ alert, view: farmView, store }: Props) {
  const view = atPlace(
    farmView,
    farmView.farm.places.find((place) => place.id === alert.place_id),
  );
  const state = alert.shown_as;
  const lasting = ageSeconds(alert.started_at, view.nowMs) ?? alert.duration_s;
  return (
    <article
      class={`card alert edge-${state}`}
      aria-label={`${text.states[state]}: ${alert.place_name}, ${alert.title}`}
    >
      <div class={`alert-head fill-${state}`}>
        <StateIcon state={state} />
        <span class="alert-state">{text.states[state]}</span>
        <span class="alert-length">{text.alerts.lasting(duration(lasting))}</span>
      </div>
      <div class="alert-body">
        <h3>
          {text.of(alert.place_name, alert.title)}
        </h3>
        <Reading alert={alert} view={view} />
        <Cost alert={alert} view={view} />
        {alert.found_late && <p class="hint">{text.alerts.foundLateLong}</p>}
        {alert.what_to_do !== "" && (
          <p>
            <strong>{text.alerts.todo}</strong> {alert.what_to_do}
          </p>
        )}
        {alert.state === "open" && <p class="nobody">{text.alerts.nobody}</p>}
        <Acknowledge alert={alert} view={view} store={store} />
        <a class="more" href={toAlert(alert.id)}>
          {text.alerts.details}
          <span class="hidden">: {alert.place_name}</span>
        </a>
      </div>
    </article>
  );
}

function Reading({ alert, view }: { alert: Alert; view: View }) {
  const { quantity, unit, value, observed_at: observedAt, limit, trend_per_h: trend } = alert.facts;
  const name = quantity ?? "";
  const goods = name === "product_temperature_c" ? null : alert.facts.product_temperature_c;
  const age = ageSeconds(observedAt, view.nowMs);
  if (alert.cause === "silent") return <LastHeard alert={alert} view={view} />;
  if (value === null || value === undefined) return null;
  const shown = full(value, name, unit ?? "");
  if (name === "door_open") {
    return (
      <p class="reading">
        <strong>{value >= 0.5 ? text.alerts.doorOpen : text.alerts.doorShut}</strong>
        {age !== null && <span>{text.alerts.read(duration(age))}</span>}
      </p>
    );
  }
  const goes = direction(trend, name);
  return (
    <p class="reading">
      {name === "product_temperature_c" && <span>{text.alerts.goodsAt}</span>}
      <strong>{shown}</strong>
      {limit !== null && limit !== undefined && (
        <span>
          {text.alerts.limit} {edge(limit, name, unit ?? "")}
        </span>
      )}
      {goes !== null && trend !== null && trend !== undefined && (
        <span class="trend">
          <Arrow direction={goes} />
          {goes === "steady" ? text.directions.steady : rate(trend, name, unit ?? "")}
        </span>
      )}
      {age !== null && <span>{text.alerts.read(duration(age))}</span>}
      {goods !== null && goods !== undefined && (
        <span>{text.alerts.goods(temperature(goods))}</span>
      )}
    </p>
  );
}

/** Who is silent, and what was last heard. */
function LastHeard({ alert, view }: { alert: Alert; view: View }) {
  const { quantity, unit, value, observed_at: observedAt } = alert.facts;
  const atMs = parse(observedAt) ?? parse(alert.started_at) ?? view.nowMs;
  const at = when(atMs, view.nowMs, view.zone);
  const isKnown = value !== null && value !== undefined;
  return (
    <p class="reading">
      <span>
        {isKnown
          ? text.alerts.lastValue(full(value, quantity ?? "", unit ?? ""), at)
          : text.alerts.lastHeard(at)}
      </span>
      {alert.device_names.length > 0 && <span>{alert.device_names.join(text.comma)}</span>}
    </p>
  );
}

function Cost({ alert, view }: { alert: Alert; view: View }) {
  const { life_lost_h: lost, life_left_h: left, life_left_low_h: low, too_late_at: tooLate } = alert.facts;
  const tooLateMs = parse(tooLate);
  const [breachMs, actByMs] = [ahead(alert.facts.breach_at, view), ahead(alert.facts.act_by, view)];
  const hasCost = [lost, left, tooLateMs, breachMs, actByMs].some((fact) => fact !== null && fact !== undefined);
  if (!hasCost) return null;
  return (
    <dl class="cost" aria-label={text.alerts.shelfLife}>
      {lost !== null && lost !== undefined && <Figure name={text.alerts.used} value={lifeHours(lost)} />}
      {left !== null && left !== undefined && (
        <Figure name={text.alerts.left} value={lifeLeft(left)}>
          {low !== null && low !== undefined && text.alerts.leftLow(lifeLeft(low))}
        </Figure>
      )}
      {breachMs !== null && <Moment name={text.alerts.breach} atMs={breachMs} view={view} />}
      {actByMs !== null && <Moment name={text.alerts.actBy} atMs={actByMs} view={view} />}
      {tooLateMs !== null && <Moment name={text.alerts.tooLate} atMs={tooLateMs} view={view} />}
    </dl>
  );
}

/** An instant that is still to come; null where it is over, and says nothing any more. */
function ahead(instant: string | null | undefined, view: View): number | null {
  const atMs = parse(instant);
  return atMs !== null && atMs > view.nowMs ? atMs : null;
}

function Moment({ name, atMs, view }: { name: string; atMs: number; view: View }) {
  return (
    <Figure name={name} value={when(atMs, view.nowMs, view.zone)}>
      {atMs > view.nowMs ? text.alerts.ahead(duration((atMs - view.nowMs) / 1000)) : text.alerts.tooLatePast}
    </Figure>
  );
}

function Figure({
  name,
  value,
  children,
}: {
  name: string;
  value: string;
  children?: preact.ComponentChildren;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        <small>{children}</small>
      </dd>
    </div>
  );
}
