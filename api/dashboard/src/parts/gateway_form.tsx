/** What people call a gateway, and in which zone it writes local times. */

import { useId, useState } from "preact/hooks";
import { http } from "../live/http";
import { useSending } from "../live/sending";
import { text } from "../strings";
import type { GatewayDetail } from "../wire_devices";
import { Trouble } from "./trouble";

interface Props {
  gateway: GatewayDetail;
  onDescribed: () => void;
}

export function GatewayForm({ gateway, onDescribed }: Props) {
  const id = useId();
  const [name, setName] = useState(gateway.given_name ?? "");
  const [zone, setZone] = useState(gateway.given_time_zone ?? "");
  const { isSending, trouble, sends } = useSending();

  const describe = async (): Promise<void> => {
    await http.describeGateway(gateway.id, { name: orNull(name), time_zone: orNull(zone) });
    onDescribed();
  };
  return (
    <details>
      <summary>{text.devices.describeGateway}</summary>
      <form class="assign" onSubmit={sends(describe)}>
        <label for={`${id}-name`}>{text.devices.gatewayName}</label>
        <input
          id={`${id}-name`}
          maxLength={120}
          placeholder={gateway.id}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <label for={`${id}-zone`}>{text.devices.gatewayZone}</label>
        <input
          id={`${id}-zone`}
          list={`${id}-zones`}
          maxLength={64}
          autocomplete="off"
          value={zone}
          onInput={(event) => setZone(event.currentTarget.value)}
        />
        <datalist id={`${id}-zones`}>
          {Intl.supportedValuesOf("timeZone").map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <p class="hint">{text.devices.gatewayZoneHint(gateway.time_zone)}</p>
        <button type="submit" class="big-button" disabled={isSending}>
          {isSending ? text.alerts.taking : text.devices.saveGateway}
        </button>
        <Trouble words={trouble} />
      </form>
    </details>
  );
}

function orNull(words: string): string | null {
  return words.trim() === "" ? null : words.trim();
}
