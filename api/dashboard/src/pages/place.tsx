/** One place: its chart, its newest values, its devices, its lots and its alerts. */

import { useState } from "preact/hooks";
import { ageSeconds, duration } from "../derive/instants";
import { isOpen } from "../derive/band";
import { alertsOfPlace } from "../derive/order";
import { allowed, full } from "../derive/values";
import type { Store } from "../live/store";
import { AlertCard } from "../parts/alert_card";
import { LotCard } from "../parts/lot_card";
import { ResolvedRow } from "../parts/resolved";
import { Rules } from "../parts/rules";
import { Silences } from "../parts/silences";
import { Reason, StateTag } from "../parts/tile";
import { toDevice } from "../route";
import { called, positionName, text } from "../strings";
import { atPlace, type View } from "../view";
import type { Place, PlaceDetail } from "../wire";
import { PlaceChart } from "./place_chart";

interface Props {
  id: string;
  view: View;
  store: Store;
}

export function PlacePage({ id, view: farmView, store }: Props) {
  const [detail, setDetail] = useState<PlaceDetail | null>(null);
  const place = farmView.farm.places.find((one) => one.id === id);
  if (place === undefined) {
    return (
      <main id="main" class="single">
        <p class="none">{text.place.unknown}</p>
      </main>
    );
  }
  const view = atPlace(farmView, place);
  const lots = view.farm.lots.filter((lot) => lot.place_id === id);
  return (
    <main id="main" tabIndex={-1} class="place">
      <div class="place-head">
        <h1>{place.name}</h1>
        <StateTag state={place.state} isOld={view.isOld} />
        <p class="place-kind">{place.recipe.title || called(text.kinds, place.kind)}</p>
        <Reason place={place} />
      </div>
      <PlaceChart place={place} view={view} onDetail={setDetail} />
      <div class="place-more">
        <div>
          <PlaceAlerts place={place} view={view} store={store} />
          {lots.length > 0 && (
            <section>
              <h2>{text.place.lots}</h2>
              <div class="lots">
                {lots.map((lot) => (
                  <LotCard key={lot.id} lot={lot} view={view} />
                ))}
              </div>
            </section>
          )}
        </div>
        <div>
          <Newest place={place} view={view} />
          {detail !== null && <Devices detail={detail} view={view} />}
          <Silences placeId={place.id} view={view} />
          <Rules of={{ kind: "place", id: place.id }} view={view} />
        </div>
      </div>
    </main>
  );
}

function PlaceAlerts({ place, view, store }: { place: Place; view: View; store: Store }) {
  const alerts = alertsOfPlace(view.farm.alerts, place.id);
  const over = alerts.filter((alert) => !isOpen(alert));
  return (
    <section>
      <h2>{text.place.alerts}</h2>
      {alerts.length === 0 && <p class="none">{text.place.noAlerts}</p>}
      <div class="alerts">
        {alerts.filter(isOpen).map((alert) => (
          <AlertCard key={alert.id} alert={alert} view={view} store={store} />
        ))}
      </div>
      {over.length > 0 && (
        <ul class="card rows">
          {over.map((alert) => (
            <li key={alert.id}>
              <ResolvedRow alert={alert} view={view} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Newest({ place, view }: { place: Place; view: View }) {
  const { columns } = text.place;
  return (
    <section>
      <h2>{text.place.latest}</h2>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{columns.what}</th>
              <th scope="col">{columns.value}</th>
              <th scope="col">{columns.age}</th>
            </tr>
          </thead>
          <tbody>
            {place.values.map((value) => {
              const age = ageSeconds(value.observed_at, view.nowMs);
              const band = allowed(value);
              return (
                <tr key={`${value.device} ${value.quantity}`}>
                  <th scope="row">
                    {value.title}
                    <small>{value.position === "" ? value.device : positionName(value.position)}</small>
                  </th>
                  <td>
                    {full(value.value, value.quantity, value.unit)}
                    {band !== null && <small>{band}</small>}
                    {value.in_band === false && !value.stale && <strong>{text.places.outOfBand}</strong>}
                  </td>
                  <td>
                    {age === null ? text.places.noReading : duration(age)}
                    {value.stale && <strong>{text.shades.offline}</strong>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function deviceWords(state: string, age: string): string {
  if (state === "heard") return text.place.heard(age);
  return called(text.place.deviceStates, state) + text.comma + text.place.lastHeard(age);
}

function Devices({ detail, view }: { detail: PlaceDetail; view: View }) {
  return (
    <section>
      <h2>{text.place.devices}</h2>
      <ul class="card rows">
        {detail.devices.map((device) => {
          const age = ageSeconds(device.last_seen_at, view.nowMs);
          return (
            <li key={device.id} class="row">
              <span>
                <a href={toDevice(device.id)}>
                  <strong>{device.name || device.id}</strong>
                </a>
                {device.position !== "" && ` · ${positionName(device.position)}`}
                <br />
                {age === null ? text.place.neverHeard : deviceWords(device.state, duration(age))}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
