/** Alerts that are over, folded away: how long, how far, at what cost. */

import { duration, parse, when } from "../derive/instants";
import { lifeHours } from "../derive/numbers";
import { full } from "../derive/values";
import { toAlert } from "../route";
import { text } from "../strings";
import type { View } from "../view";
import type { Alert } from "../wire";
import { Tick } from "./icon";

export function Resolved({ alerts, view }: { alerts: Alert[]; view: View }) {
  if (alerts.length === 0) return null;
  return (
    <details class="card fold">
      <summary>{text.resolved.heading(alerts.length)}</summary>
      <ul class="rows">
        {alerts.map((alert) => (
          <li key={alert.id}>
            <ResolvedRow alert={alert} view={view} />
          </li>
        ))}
      </ul>
    </details>
  );
}

export function ResolvedRow({ alert, view }: { alert: Alert; view: View }) {
  const endedMs = parse(alert.ended_at);
  const { peak, life_lost_h: lost, quantity, unit } = alert.facts;
  const words = [text.resolved.lasted(duration(alert.duration_s))];
  if (peak !== null && peak !== undefined && alert.cause !== "silent" && quantity !== "door_open") {
    words.push(text.resolved.peak(full(peak, quantity ?? "", unit ?? "")));
  }
  if (lost !== null && lost !== undefined) {
    words.push(lost > 0 ? text.resolved.cost(lifeHours(lost)) : text.resolved.noCost);
  }
  if (endedMs !== null) words.push(text.resolved.ended(when(endedMs, view.nowMs, view.zone)));
  return (
    <a class="row" href={toAlert(alert.id)}>
      <Tick />
      <span>
        <strong>{text.of(alert.place_name, alert.title)}</strong>
        {alert.found_late && <span class="tag">{text.alerts.foundLate}</span>}
        <br />
        {words.join(" · ")}
      </span>
    </a>
  );
}
