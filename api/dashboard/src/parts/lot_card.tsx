/** A lot: the days it has left, between which bounds, and what it has spent. */

import { parse, when } from "../derive/instants";
import { lifeBar, pledgeOf } from "../derive/lots";
import { days, fixed, limit } from "../derive/numbers";
import { CELSIUS } from "../derive/scale";
import { edge, temperature } from "../derive/values";
import { toPlace } from "../route";
import { text } from "../strings";
import type { View } from "../view";
import type { Lot } from "../wire";
import { StateIcon, Tick } from "./icon";

export function LotCard({ lot, view }: { lot: Lot; view: View }) {
  const remaining = lot.remaining_life_days;
  return (
    <article class="card lot">
      <div class="lot-head">
        <h3>
          {lot.name}
          <small>{lot.product.name}</small>
        </h3>
        {remaining === null ? (
          <p class="hint">{text.lots.unknown}</p>
        ) : (
          <p class="lot-days">
            <span class="big">{days(remaining.p50)}</span> {text.lots.unit}
            <small>{text.lots.band(days(remaining.p20), days(remaining.p80))}</small>
          </p>
        )}
      </div>
      <Bar lot={lot} />
      <p class="lot-where">
        {lot.place_id === null ? (
          text.lots.nowhere
        ) : (
          <a href={toPlace(lot.place_id)}>{text.lots.at(lot.place_name ?? lot.place_id)}</a>
        )}
        {lot.product_temperature_c !== null &&
          ` · ${text.lots.goods(temperature(lot.product_temperature_c))}`}
        {lot.planned_temperature_c !== null &&
          ` · ${text.lots.planned(edge(lot.planned_temperature_c, "product_temperature_c", CELSIUS))}`}
      </p>
      {lot.estimated && (
        <p class="hint">
          {text.lots.estimated}
          {lot.as_of !== null && ` (${text.lots.asOf(when(parse(lot.as_of) ?? 0, view.nowMs, view.zone))})`}
        </p>
      )}
      {lot.handling?.flagged && <Rough handling={lot.handling} />}
      <Buyer lot={lot} view={view} />
    </article>
  );
}

function Rough({ handling }: { handling: NonNullable<Lot["handling"]> }) {
  const parts = [
    handling.hardest_g !== null && text.lots.knocks(handling.knocks, fixed(handling.hardest_g, 0)),
    handling.vibration_g2h > 0 && text.lots.shaken(fixed(handling.vibration_g2h, 1)),
  ].filter((part) => part !== false);
  return (
    <p class="hint">
      {text.lots.rough} ({parts.join(text.comma)})
    </p>
  );
}

function Bar({ lot }: { lot: Lot }) {
  const bar = lifeBar(lot);
  if (bar === null || lot.life_used_pct === null) return null;
  const used = fixed(lot.life_used_pct, lot.life_used_pct < 9.95 ? 1 : 0);
  return (
    <>
      <div class="life" aria-hidden="true">
        <span class="life-used" style={{ width: `${bar.usedPct}%` }} />
        <span class="life-sure" style={{ width: `${bar.surePct}%` }} />
        <span class="life-maybe" style={{ width: `${bar.maybePct}%` }} />
      </div>
      <p class="lot-used">{text.lots.used(used)}</p>
    </>
  );
}

function Buyer({ lot, view }: { lot: Lot; view: View }) {
  const pledge = pledgeOf(lot, view.farm.shipments);
  if (pledge === null) return null;
  const words = pledge.enough ? text.lots.enough : text.lots.short;
  return (
    <p class={pledge.enough ? "pledge" : "pledge pledge-short"}>
      {pledge.enough ? <Tick /> : <StateIcon state="watch" />}
      <span>
        {text.of(
          text.lots.arrives(pledge.shipment.buyer, when(pledge.dueMs, view.nowMs, view.zone)),
          words(days(pledge.leftAtDueDays), limit(pledge.shipment.required_life_days, "life_days")),
        )}
      </span>
    </p>
  );
}
