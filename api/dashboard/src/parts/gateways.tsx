/** Who publishes: when it was last heard, how it speaks, and whether its clock can be trusted. */

import { ageSeconds, duration } from "../derive/instants";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { text } from "../strings";
import type { View } from "../view";
import type { GatewayDetail } from "../wire_devices";
import { GatewayForm } from "./gateway_form";

export function Gateways({ view }: { view: View }) {
  const { answer, refresh } = usePolled("gateways", http.gateways);
  return (
    <section aria-labelledby="gateways">
      <h2 id="gateways">{text.devices.gateways}</h2>
      {answer?.length === 0 && <p class="none">{text.foot.noGateways}</p>}
      <ul class={answer === null || answer.length === 0 ? "" : "card rows"}>
        {(answer ?? []).map((gateway) => {
          const age = ageSeconds(gateway.last_seen_at, view.nowMs);
          return (
            <li key={gateway.id} class="row gateway">
              <span>
                <strong>{gateway.name}</strong>
                {gateway.format !== "" && ` · ${gateway.format}`} · {text.devices.devicesOf(gateway.devices)}
                <br />
                {age === null ? text.foot.never : text.foot.heard(duration(age))}
                {" · "}
                <Clock gateway={gateway} />
                {" · "}
                {text.devices.zone(gateway.time_zone)}
              </span>
              {view.farm.summary.reader.may_command && (
                <GatewayForm gateway={gateway} onDescribed={refresh} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Clock({ gateway }: { gateway: GatewayDetail }) {
  if (gateway.clock !== "") return <strong>{gateway.clock}</strong>;
  return <>{gateway.clock_offset_s === null ? text.devices.clockUnknown : text.devices.clockRight}</>;
}
