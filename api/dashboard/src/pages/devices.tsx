/** Every device: those that wait for a place first, then the others by place. */

import { byPlace, isFine, waiting } from "../derive/devices";
import { ageSeconds, duration } from "../derive/instants";
import { full, HOUSEKEEPING } from "../derive/values";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { DeviceCard } from "../parts/device_card";
import { Gateways } from "../parts/gateways";
import { StateIcon } from "../parts/icon";
import { Trouble } from "../parts/trouble";
import { toDevice } from "../route";
import { positionName, text } from "../strings";
import type { View } from "../view";
import type { Device, DeviceValue } from "../wire_devices";

export function DevicesPage({ view }: { view: View }) {
  const { answer, trouble, refresh } = usePolled("devices", http.devices);
  return (
    <main id="main" tabIndex={-1} class="devices">
      <h1>{text.devices.heading}</h1>
      {trouble !== "" && <Trouble words={text.devices.failed(trouble)} />}
      {answer === null ? (
        trouble === "" && <p class="none">{text.devices.loading}</p>
      ) : (
        <Lists devices={answer} view={view} onChange={refresh} />
      )}
      <Gateways view={view} />
    </main>
  );
}

interface ListsProps {
  devices: Device[];
  view: View;
  onChange: () => void;
}

function Lists({ devices, view, onChange }: ListsProps) {
  const inbox = waiting(devices);
  const names = new Map(view.farm.places.map((place) => [place.id, place.name]));
  const groups = byPlace(devices, [...names.keys()]);
  return (
    <>
      <section aria-labelledby="inbox">
        <h2 id="inbox">{text.devices.inbox(inbox.length)}</h2>
        <p class="hint">{inbox.length === 0 ? text.devices.inboxEmpty : text.devices.inboxHint}</p>
        <div class="device-cards">
          {inbox.map((device) => (
            <DeviceCard key={device.id} device={device} view={view} onAssigned={onChange} />
          ))}
        </div>
      </section>
      {groups.map((group) => (
        <section key={group.placeId}>
          <h2>{names.get(group.placeId) ?? group.placeId}</h2>
          <ul class="card rows">
            {group.devices.map((device) => (
              <Row key={device.id} device={device} view={view} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const isOfPlace = (value: DeviceValue): boolean => !HOUSEKEEPING.has(value.quantity);

function Row({ device, view }: { device: Device; view: View }) {
  const age = ageSeconds(device.last_seen_at, view.nowMs);
  const position = positionName(device.position ?? "");
  return (
    <li>
      <a class="device-row" href={toDevice(device.id)}>
        <span class="device-name">
          {!isFine(device) && <StateIcon state={device.state === "silent" ? "cannot_see" : "watch"} />}
          <strong>{device.name}</strong>
          {position !== "" && ` · ${position}`}
        </span>
        <span class="device-values">
          {device.values.filter(isOfPlace).map((value) => (
            <span key={value.quantity}>
              {value.title.toLowerCase()} <b>{full(value.value, value.quantity, value.unit)}</b>
            </span>
          ))}
        </span>
        <span class="device-age">
          {age === null
            ? text.place.neverHeard
            : device.state === "silent"
              ? text.devices.silentFor(duration(age))
              : text.place.heard(duration(age))}
        </span>
        {device.health.map((sentence) => (
          <span key={sentence} class="device-trouble">
            {sentence}
          </span>
        ))}
      </a>
    </li>
  );
}
