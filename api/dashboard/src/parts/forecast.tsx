/** What a lot will have left on arrival, in days with their band, and whether that is enough. */

import { duration } from "../derive/instants";
import { days } from "../derive/numbers";
import { temperature } from "../derive/values";
import { text } from "../strings";
import type { Forecast } from "../wire_goods";
import { StateIcon, Tick } from "./icon";

export function ForecastWords({ forecast }: { forecast: Forecast | null }) {
  if (forecast === null) return <p class="hint">{text.goods.unknown}</p>;
  const life = forecast.remaining_life_days;
  const spare = days(Math.abs(forecast.spare_days));
  return (
    <>
      <p class="arrival">
        <span class="big">{days(life.p50)}</span> {text.lots.unit}{" "}
        <small>
          {text.lots.band(days(life.p20), days(life.p80))} ·{" "}
          {text.goods.goodsAt(temperature(forecast.product_temperature_c))}
        </small>
      </p>
      <p class={forecast.enough ? "pledge" : "pledge pledge-short"}>
        {forecast.enough ? <Tick /> : <StateIcon state="watch" />}
        <span>{forecast.enough ? text.goods.enough(spare) : text.goods.short(spare)}</span>
      </p>
    </>
  );
}

export function Late({ hours }: { hours: number }) {
  if (hours <= 0) return null;
  return (
    <strong class="late">
      <StateIcon state="watch" /> {text.goods.late(duration(hours * 3600))}
    </strong>
  );
}
