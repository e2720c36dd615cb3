/** A field that nobody understands yet: what it said last, and the one place to say what it means. */

import { useId, useState } from "preact/hooks";
import { ageSeconds, duration } from "../derive/instants";
import { http } from "../live/http";
import { useSending } from "../live/sending";
import { text } from "../strings";
import type { View } from "../view";
import type { UnplacedField } from "../wire_devices";
import { Trouble } from "./trouble";

interface Props {
  field: UnplacedField;
  view: View;
  onExplained: () => void;
}

export function Meaning({ field, view, onExplained }: Props) {
  const id = useId();
  const [quantity, setQuantity] = useState("");
  const [unit, setUnit] = useState("");
  const { isSending, trouble, sends } = useSending();
  const age = ageSeconds(field.seen_at, view.nowMs);
  const mayCommand = view.farm.summary.reader.may_command && field.model !== "";

  const explain = async (): Promise<void> => {
    await http.explainField(field.model, field.field, {
      quantity: quantity === IGNORE ? null : quantity,
      unit: quantity === IGNORE ? "" : unit.trim(),
      channel: "",
    });
    onExplained();
  };

  return (
    <li class="row">
      <form class="meaning" onSubmit={sends(explain)}>
        <label for={id}>
          <strong>{field.field}</strong>: {field.value}
          {age !== null && <small>{text.places.ago(duration(age))}</small>}
        </label>
        {mayCommand && (
          <>
            <select id={id} value={quantity} onChange={(event) => setQuantity(event.currentTarget.value)}>
              <option value="">{text.devices.chooseMeaning}</option>
              {Object.entries(text.devices.quantities).map(([name, title]) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
              <option value={IGNORE}>{text.devices.ignore}</option>
            </select>
            <label for={`${id}-unit`}>{text.devices.unit}</label>
            <input
              id={`${id}-unit`}
              maxLength={32}
              value={unit}
              onInput={(event) => setUnit(event.currentTarget.value)}
            />
            <button type="submit" class="plain-button" disabled={isSending || quantity === ""}>
              {text.devices.saveMeaning}
            </button>
          </>
        )}
        <Trouble words={trouble} />
      </form>
    </li>
  );
}

const IGNORE = "ignore";
