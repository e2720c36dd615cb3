/** What the buyer of a shipment requires on arrival: so many days, or by a rule that its products have. */

import { useId, useState } from "preact/hooks";
import { days, limit } from "../derive/numbers";
import { http } from "../live/http";
import { useSending } from "../live/sending";
import { text } from "../strings";
import type { View } from "../view";
import type { ShipmentDetail } from "../wire_goods";
import { Choices } from "./fields";
import { Trouble } from "./trouble";

const IN_DAYS = "";

interface Props {
  shipment: ShipmentDetail;
  view: View;
  onChange: () => void;
}

export function Requirement({ shipment, view, onChange }: Props) {
  const required = limit(shipment.required_life_days, "life_days");
  return (
    <>
      <p>{text.goods.required(required)}</p>
      {view.farm.summary.reader.may_command && !view.isOld && (
        <details>
          <summary>{text.goods.changeRequired}</summary>
          <Form shipment={shipment} onChange={onChange} />
        </details>
      )}
    </>
  );
}

function Form({ shipment, onChange }: Omit<Props, "view">) {
  const id = useId();
  const [rule, setRule] = useState(IN_DAYS);
  const [wanted, setWanted] = useState(String(shipment.required_life_days));
  const { isSending, trouble, sends } = useSending();
  const rules = shipment.buyer_rules.map((one): [string, string] => [
    one.id,
    text.goods.byRule(one.title, days(one.required_life_days)),
  ]);

  const save = async (): Promise<void> => {
    const { id: shipmentId, name, buyer, lots, due_at, legs } = shipment;
    const required = rule === IN_DAYS ? { required_life_days: Number(wanted) } : { buyer_rule: rule };
    await http.ship({ id: shipmentId, name, buyer, lots, due_at, legs, ...required });
    onChange();
  };
  return (
    <form class="assign" onSubmit={sends(save)}>
      {rules.length > 0 && (
        <Choices
          label={text.goods.requires}
          options={Object.fromEntries([[IN_DAYS, text.goods.inDays], ...rules])}
          value={rule}
          onValue={setRule}
        />
      )}
      {rule === IN_DAYS && (
        <>
          <label for={id}>{text.goods.daysLeft}</label>
          <input
            id={id}
            type="number"
            step="any"
            min={0}
            max={3650}
            required
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </>
      )}
      <button type="submit" class="big-button" disabled={isSending}>
        {isSending ? text.deeds.saving : text.deeds.save}
      </button>
      <Trouble words={trouble} />
    </form>
  );
}
