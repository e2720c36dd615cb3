/** Lots in the order in which they should leave, and the shipments that they can go with. */

import { parse, when } from "../derive/instants";
import { days } from "../derive/numbers";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { Late } from "../parts/forecast";
import { StateIcon, Tick } from "../parts/icon";
import { RulesOnDemand } from "../parts/rules";
import { Trouble } from "../parts/trouble";
import { toPlace, toProducts, toShipment } from "../route";
import { text } from "../strings";
import type { View } from "../view";
import type { Shipment } from "../wire";
import type { Turn } from "../wire_goods";

export function GoodsPage({ view }: { view: View }) {
  const { answer, trouble } = usePolled("fefo", http.turns);
  const shipments = view.farm.shipments;
  return (
    <main id="main" tabIndex={-1} class="goods">
      <h1>{text.goods.heading}</h1>
      <section aria-labelledby="turns">
        <h2 id="turns">{text.goods.turns}</h2>
        <p class="hint">{text.goods.turnsHint}</p>
        {trouble !== "" && <Trouble words={text.goods.failed(trouble)} />}
        {answer === null && trouble === "" && <p class="none">{text.goods.loading}</p>}
        {answer?.length === 0 && <p class="none">{text.goods.noTurns}</p>}
        <ol class="turns">
          {(answer ?? []).map((turn) => (
            <TurnCard key={turn.lot_id} turn={turn} view={view} />
          ))}
        </ol>
      </section>
      <section aria-labelledby="shipments">
        <h2 id="shipments">{text.goods.shipments}</h2>
        {shipments.length === 0 && <p class="none">{text.goods.noShipments}</p>}
        <ul class="card rows">
          {shipments.map((shipment) => (
            <Row key={shipment.id} shipment={shipment} view={view} />
          ))}
        </ul>
      </section>
      <a class="to-devices" href={toProducts}>
        {text.products.link}
        <span aria-hidden="true"> ›</span>
      </a>
    </main>
  );
}

function TurnCard({ turn, view }: { turn: Turn; view: View }) {
  const life = turn.remaining_life_days;
  return (
    <li class="card turn">
      <div class="lot-head">
        <h3>
          {turn.lot_name}
          <small>
            {turn.product}
            {turn.place_id !== null && (
              <>
                {" · "}
                <a href={toPlace(turn.place_id)}>{turn.place_name}</a>
              </>
            )}
          </small>
        </h3>
        <p class="lot-days">
          {life.p20 > 0
            ? text.goods.useBy(when(parse(turn.use_by) ?? 0, view.nowMs, view.zone))
            : text.goods.mayBeOver}
          <small>
            {days(life.p50)} {text.lots.unit} · {text.lots.band(days(life.p20), days(life.p80))}
          </small>
        </p>
      </div>
      <Goes turn={turn} view={view} />
      <RulesOnDemand of={{ kind: "lot", id: turn.lot_id }} view={view} />
    </li>
  );
}

/** Where a lot goes, or could go: the shipment that makes the most of it first. */
function Goes({ turn, view }: { turn: Turn; view: View }) {
  if (turn.goes_to === null)
    return (
      <p class="pledge pledge-short">
        <StateIcon state="watch" />
        <span>{text.goods.nowhere}</span>
      </p>
    );
  const fit = turn.fits.find((one) => one.shipment_id === turn.goes_to);
  const shipment = view.farm.shipments.find((one) => one.id === turn.goes_to);
  const name = shipment?.name ?? turn.goes_to;
  const isBooked = shipment?.lots.includes(turn.lot_id) === true;
  const others = turn.fits.filter((one) => one !== fit);
  const words =
    fit === undefined
      ? text.goods.notEnough(name)
      : isBooked
        ? text.goods.goesTo(name)
        : text.goods.couldGo(name);
  return (
    <>
      <p class={fit === undefined ? "pledge pledge-short" : "pledge"}>
        {fit === undefined ? <StateIcon state="watch" /> : <Tick />}
        <span>
          <a href={toShipment(turn.goes_to)}>{words}</a>
          {fit !== undefined && ` · ${text.goods.spare(days(fit.spare_days))}`}
        </span>
      </p>
      {others.length > 0 && (
        <p class="hint">
          {text.goods.alsoFits}: {others.map((one) => one.name).join(text.comma)}
        </p>
      )}
    </>
  );
}

function Row({ shipment, view }: { shipment: Shipment; view: View }) {
  const at = (instant: string): string => when(parse(instant) ?? 0, view.nowMs, view.zone);
  return (
    <li>
      <a class="shipment-row" href={toShipment(shipment.id)}>
        <strong>{shipment.name}</strong>
        <span>{shipment.buyer}</span>
        <span>{text.goods.lots(shipment.lots.length)}</span>
        <span>
          {text.goods.arrives(at(shipment.arrives_at))} · {text.goods.due(at(shipment.due_at))}
        </span>
        <Late hours={shipment.late_h} />
      </a>
    </li>
  );
}
