/** The small print: who was last heard, whether anything is kept up, whose page this is. */

import { useState } from "preact/hooks";
import { ageSeconds, duration } from "../derive/instants";
import { recallName } from "../live/memory";
import { toDuty } from "../route";
import { called, text } from "../strings";
import type { View } from "../view";
import { AskName } from "./ask_name";
import { carried, withDetail } from "./sender";

export function Foot({ view }: { view: View }) {
  const { senders = [], gateways, journal, brokers, simulated, clock_speed: speed } = view.farm.summary;
  return (
    <footer class="foot">
      <h2>{text.foot.heading}</h2>
      <dl>
        <dt>{text.foot.gateways}</dt>
        {gateways.length === 0 && <dd>{text.foot.noGateways}</dd>}
        {gateways.map((gateway) => {
          const age = ageSeconds(gateway.last_seen_at, view.nowMs);
          return (
            <dd key={gateway.id}>
              {gateway.id}: {age === null ? text.foot.never : text.foot.heard(duration(age))}
            </dd>
          );
        })}
        <dt>{text.foot.broker}</dt>
        {brokers.map((broker) => (
          <dd key={broker.name}>
            {brokers.length > 1 && `${broker.name}: `}
            {withDetail(broker.connected ? text.foot.up : text.foot.down, broker.detail)}
            {broker.dropped_messages > 0 && text.foot.dropped(broker.dropped_messages)}
          </dd>
        ))}
        {senders.length > 0 && <dt>{text.foot.senders}</dt>}
        {senders.map((sender) => (
          <dd key={sender.name}>
            {sender.name}: {carried(sender, view)}
          </dd>
        ))}
        <dt>{text.foot.journal}</dt>
        <dd>{withDetail(called(text.foot.states, journal.state), journal.detail)}</dd>
      </dl>
      <p>{text.foot.zone(view.zone)}</p>
      {(simulated || speed !== 1) && (
        <p>
          {[simulated && text.simulated, speed !== 1 && text.speed(String(speed))]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
      <You />
      <p>
        <a href={toDuty}>{text.duty.link}</a>
      </p>
      <p>
        <a href="/docs">{text.foot.docs}</a>
      </p>
    </footer>
  );
}

function You() {
  const [isAsking, setAsking] = useState(false);
  const name = recallName();
  if (name === "" && !isAsking) return null;
  return (
    <div class="you">
      {text.name.you(name)}{" "}
      <button type="button" class="link-button" onClick={() => setAsking(true)}>
        {text.name.change}
      </button>
      {isAsking && (
        <AskName
          save={text.name.changeSave}
          onName={() => setAsking(false)}
          onCancel={() => setAsking(false)}
        />
      )}
    </div>
  );
}
