/** A place at a glance: its main value, where it is heading, what is allowed, how old it is. */

import { ageSeconds, duration, parse, when } from "../derive/instants";
import { capital, direction } from "../derive/numbers";
import { shownUnit } from "../derive/scale";
import { allowed, bare, full, mainValue, otherValues, rate } from "../derive/values";
import { toPlace } from "../route";
import { text } from "../strings";
import { atPlace, type View } from "../view";
import type { Place, Value } from "../wire";
import { Arrow, StateIcon } from "./icon";

export function Tile({ place, view: farmView }: { place: Place; view: View }) {
  const view = atPlace(farmView, place);
  const main = mainValue(place);
  return (
    <a class={`card tile edge-${place.state}`} href={toPlace(place.id)}>
      <div class="tile-head">
        <h3>{place.name}</h3>
        <StateTag state={place.state} isOld={view.isOld} />
      </div>
      {main === null ? <p class="tile-empty">{text.places.noSensor}</p> : <Main value={main} view={view} />}
      {main?.stale !== true && <Reason place={place} />}
      <Others values={otherValues(place)} view={view} />
    </a>
  );
}

/** Why a place is not good. */
export function Reason({ place }: { place: Place }) {
  if (place.state === "good" || place.state_reason === "") return null;
  return <p class="tile-reason">{capital(place.state_reason)}</p>;
}

export function StateTag({ state, isOld }: { state: Place["state"]; isOld: boolean }) {
  return (
    <span class={`state-tag fill-${state}`}>
      <StateIcon state={state} />
      {isOld ? text.of(text.oldShort, text.states[state].toLowerCase()) : text.states[state]}
    </span>
  );
}

function Main({ value, view }: { value: Value; view: View }) {
  const age = ageSeconds(value.observed_at, view.nowMs);
  if (value.value === null || age === null) return <p class="tile-empty">{text.places.noReading}</p>;
  const band = allowed(value);
  if (value.stale) return <Silent value={value} age={age} view={view} />;
  return (
    <div class="main">
      <p class="main-value">
        <span class="big">{bare(value.value, value.quantity, value.unit)}</span>
        {value.quantity !== "door_open" && <span class="unit">{shownUnit(value.unit)}</span>}
      </p>
      <div class="main-side">
        <Trend value={value} />
        <p class="age">{text.places.ago(duration(age))}</p>
        {band !== null && (
          <p class="allowed">
            {text.places.allowed} {band}
            {value.in_band === false && <strong> · {text.places.outOfBand}</strong>}
          </p>
        )}
      </div>
    </div>
  );
}

/** What is not known is not shown as if it were: the silence is the big thing, the old value is small. */
function Silent({ value, age, view }: { value: Value; age: number; view: View }) {
  const shown = full(value.value, value.quantity, value.unit);
  return (
    <div class="main main-stale">
      <p class="no-data">{text.alerts.noDataFor(duration(age))}</p>
      <p class="last">
        {text.alerts.lastValue(shown, when(parse(value.observed_at) ?? 0, view.nowMs, view.zone))}
      </p>
    </div>
  );
}

function Trend({ value }: { value: Value }) {
  const goes = direction(value.trend_per_h, value.quantity);
  if (goes === null || value.trend_per_h === null) return null;
  return (
    <p class="trend">
      <Arrow direction={goes} />
      {goes === "steady" ? text.directions.steady : rate(value.trend_per_h, value.quantity, value.unit)}
    </p>
  );
}

function Others({ values, view }: { values: Value[]; view: View }) {
  if (values.length === 0) return null;
  return (
    <dl class="others">
      {values.map((value) => (
        <div key={value.quantity}>
          <dt>{value.title}</dt>
          <dd>{otherWords(value, view)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A fresh value, or for how long there is none; and in words whether it is outside. */
function otherWords(value: Value, view: View): string {
  const age = ageSeconds(value.observed_at, view.nowMs);
  if (value.stale && age !== null) return text.alerts.noDataFor(duration(age)).toLowerCase();
  const shown = full(value.value, value.quantity, value.unit);
  return value.in_band === false ? shown + text.comma + text.places.outOfBand : shown;
}
