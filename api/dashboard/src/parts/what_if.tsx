/** What a delay or a re-cooling would make of a shipment; asking changes nothing. */

import { useId, useState } from "preact/hooks";
import { parse, when } from "../derive/instants";
import { days, signed } from "../derive/numbers";
import { CELSIUS, kept, shownUnit } from "../derive/scale";
import { http } from "../live/http";
import { useSending } from "../live/sending";
import { text } from "../strings";
import type { View } from "../view";
import type { ShipmentDetail, WhatIf, WhatIfAnswer } from "../wire_goods";
import { ForecastWords, Late } from "./forecast";
import { Trouble } from "./trouble";

interface Props {
  shipment: ShipmentDetail;
  view: View;
}

export function WhatIfForm({ shipment, view }: Props) {
  const [answer, setAnswer] = useState<WhatIfAnswer | null>(null);
  const [asksNothing, setAsksNothing] = useState(false);
  const { isSending, trouble, sends } = useSending();

  const ask = async (event: Event): Promise<void> => {
    const question = questionOf(new FormData(event.currentTarget as HTMLFormElement));
    setAnswer(null);
    setAsksNothing(question === null);
    if (question !== null) setAnswer(await http.whatIf(shipment.id, question));
  };
  return (
    <section aria-labelledby="what-if">
      <h2 id="what-if">{text.goods.whatIf}</h2>
      <p class="hint">{text.goods.whatIfHint}</p>
      <form class="card pad assign" onSubmit={sends(ask)}>
        <Field name="delay" label={text.goods.delay} least={0} />
        <Field name="delayAir" label={text.goods.delayAir(shownUnit(CELSIUS))} />
        <Field name="cooling" label={text.goods.cooling} least={0} />
        <Field name="coolingAir" label={text.goods.coolingAir(shownUnit(CELSIUS))} />
        <button type="submit" class="big-button" disabled={isSending}>
          {isSending ? text.goods.asking : text.goods.ask}
        </button>
        <Trouble words={asksNothing ? text.goods.nothingAsked : trouble} />
      </form>
      <div aria-live="polite">{answer !== null && <Answer answer={answer} view={view} />}</div>
    </section>
  );
}

function Field({ name, label, least }: { name: string; label: string; least?: number }) {
  const id = useId();
  return (
    <>
      <label for={id}>{label}</label>
      <input id={id} name={name} type="number" step="any" min={least} inputMode="decimal" />
    </>
  );
}

function Answer({ answer, view }: { answer: WhatIfAnswer; view: View }) {
  return (
    <>
      <p class="then">
        {text.goods.then(when(parse(answer.arrives_at) ?? 0, view.nowMs, view.zone))}{" "}
        <Late hours={answer.late_h} />
      </p>
      <ul class="turns">
        {answer.lots.map((lot) => (
          <li key={lot.lot_id} class="card turn">
            <div class="lot-head">
              <h3>{lot.lot_name}</h3>
              {lot.gained_days !== null && (
                <p class="lot-days">
                  {text.goods.gained(signed(lot.gained_days, 1))}
                  {lot.planned !== null && lot.changed !== null && (
                    <small>
                      {text.goods.change(
                        days(lot.planned.remaining_life_days.p50),
                        days(lot.changed.remaining_life_days.p50),
                      )}
                    </small>
                  )}
                </p>
              )}
            </div>
            <ForecastWords forecast={lot.changed} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** What the form asks, or null where it asks nothing; zero degrees are an answer, zero hours are not. */
function questionOf(form: FormData): WhatIf | null {
  const delay = given(form, "delay");
  const cooling = given(form, "cooling");
  const question: WhatIf = {};
  if (delay !== undefined && delay > 0) question.delay = { hours: delay, ...air(form, "delayAir") };
  if (cooling !== undefined && cooling > 0) question.cooling = { hours: cooling, ...air(form, "coolingAir") };
  return question.delay === undefined && question.cooling === undefined ? null : question;
}

function air(form: FormData, name: string): { temperature_c?: number } {
  const temperature = given(form, name);
  return temperature === undefined ? {} : { temperature_c: kept(temperature, CELSIUS) };
}

function given(form: FormData, name: string): number | undefined {
  const words = String(form.get(name) ?? "").trim();
  return words === "" ? undefined : Number(words);
}
