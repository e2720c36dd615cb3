/** A shipment: its way, what its lots will have left on arrival, and what a change would do. */

import { parse, when } from "../derive/instants";
import { temperature } from "../derive/values";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { ForecastWords, Late } from "../parts/forecast";
import { Requirement } from "../parts/requirement";
import { WhatIfForm } from "../parts/what_if";
import { text } from "../strings";
import type { View } from "../view";
import type { ShipmentDetail } from "../wire_goods";

export function ShipmentPage({ id, view }: { id: string; view: View }) {
  const { answer, trouble, refresh } = usePolled(`shipment ${id}`, () => http.shipment(id));
  if (answer === null)
    return (
      <main id="main" tabIndex={-1}>
        <p class={trouble === "" ? "none" : "trouble"} role={trouble === "" ? undefined : "alert"}>
          {trouble === "" ? text.goods.loading : text.goods.failed(trouble)}
        </p>
      </main>
    );
  const at = (instant: string): string => when(parse(instant) ?? 0, view.nowMs, view.zone);
  return (
    <main id="main" tabIndex={-1} class="goods">
      <div class="place-head">
        <h1>{answer.name}</h1>
        <span class="place-kind">{answer.buyer}</span>
        <p>
          {text.goods.arrives(at(answer.arrives_at))} · {text.goods.due(at(answer.due_at))}{" "}
          <Late hours={answer.late_h} />
        </p>
        <Requirement shipment={answer} view={view} onChange={refresh} />
      </div>
      <div class="place-more">
        <section aria-labelledby="outlook">
          <h2 id="outlook">{text.goods.outlook}</h2>
          <p class="hint">{text.goods.outlookHint}</p>
          <ul class="turns">
            {answer.forecasts.map((one) => (
              <li key={one.lot_id} class="card turn">
                <h3>{one.lot_name}</h3>
                <ForecastWords forecast={one.forecast} />
              </li>
            ))}
          </ul>
          <Way shipment={answer} view={view} />
        </section>
        <WhatIfForm key={answer.id} shipment={answer} view={view} />
      </div>
    </main>
  );
}

function Way({ shipment, view }: { shipment: ShipmentDetail; view: View }) {
  const at = (instant: string): string => when(parse(instant) ?? 0, view.nowMs, view.zone);
  return (
    <>
      <h2>{text.goods.way}</h2>
      {shipment.legs.length === 0 ? (
        <p class="hint">{text.goods.noWay}</p>
      ) : (
        <ol class="card rows legs">
          {shipment.legs.map((leg) => (
            <li key={leg.from}>
              <strong>{leg.name}</strong>
              <span>
                {at(leg.from)} – {at(leg.to)}
              </span>
              <span>{temperature(leg.temperature_c)}</span>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
