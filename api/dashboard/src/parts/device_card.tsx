/** A device that waits for a place: what it says now, what it seems to measure, and where to hang it. */

import { useState } from "preact/hooks";
import { ageSeconds, duration } from "../derive/instants";
import { full, HOUSEKEEPING } from "../derive/values";
import { toDevice } from "../route";
import { text } from "../strings";
import type { View } from "../view";
import type { Device } from "../wire_devices";
import { Assign } from "./assign";

interface Props {
  device: Device;
  view: View;
  onAssigned: () => void;
}

export function DeviceCard({ device, view, onAssigned }: Props) {
  const [isOpen, setOpen] = useState(false);
  const age = ageSeconds(device.last_seen_at, view.nowMs);
  return (
    <article class="card pad device-card">
      <h3>
        <a href={toDevice(device.id)}>{device.name}</a>
        {device.name !== device.id && <small class="device-id">{device.id}</small>}
      </h3>
      <p class="age">{age === null ? text.place.neverHeard : text.place.heard(duration(age))}</p>
      <Values device={device} view={view} />
      <Senses device={device} />
      {device.health.map((sentence) => (
        <p key={sentence} class="device-trouble">
          {sentence}
        </p>
      ))}
      {isOpen ? (
        <Assign device={device} view={view} onAssigned={onAssigned} onCancel={() => setOpen(false)} />
      ) : (
        <button type="button" class="big-button" onClick={() => setOpen(true)}>
          {text.devices.assign}
          <span class="hidden">: {device.name}</span>
        </button>
      )}
    </article>
  );
}

/** The newest values with their ages: touch the sensor and see the number move. */
export function Values({ device, view }: { device: Device; view: View }) {
  const values = device.values.filter((value) => !HOUSEKEEPING.has(value.quantity));
  if (values.length === 0) return <p class="none">{text.devices.noValues}</p>;
  return (
    <dl class="device-facts">
      {values.map((value) => {
        const age = ageSeconds(value.observed_at, view.nowMs);
        return (
          <div key={value.quantity}>
            <dt>{value.title}</dt>
            <dd>
              <b class="device-value">{full(value.value, value.quantity, value.unit)}</b>
              {value.raw_value !== null && (
                <small>{text.devices.raw(full(value.raw_value, value.quantity, value.unit))}</small>
              )}
              {age !== null && <small>{text.places.ago(duration(age))}</small>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** What it seems to be: its quantities in words, its battery, its signal, how it speaks and through whom. */
export function Senses({ device }: { device: Device }) {
  const { battery, signal } = device;
  const said: [string, string][] = [
    [text.devices.measures, device.measures.join(text.comma).toLowerCase()],
    [text.devices.battery, battery === null ? "" : full(battery.value, battery.quantity, battery.unit)],
    [text.devices.signal, signal === null ? "" : full(signal.value, signal.quantity, signal.unit)],
    [text.devices.model, device.model],
    [text.devices.format, device.format],
    [text.devices.gateway, device.gateway],
  ];
  return (
    <dl class="device-senses">
      {said
        .filter(([, words]) => words !== "")
        .map(([title, words]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{words}</dd>
          </div>
        ))}
    </dl>
  );
}
