/** One device: what it says, whether it can be trusted, where it hangs and hung, what nobody understands. */

import { modelOf } from "../derive/devices";
import { ageSeconds, duration, parse, when } from "../derive/instants";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { Assign } from "../parts/assign";
import { Calibrations } from "../parts/calibrations";
import { Senses, Values } from "../parts/device_card";
import { Meaning } from "../parts/meaning";
import { toDevice } from "../route";
import { positionName, text } from "../strings";
import { atPlace, type View } from "../view";
import type { DeviceDetail } from "../wire_devices";

export function DevicePage({ id, view: farmView }: { id: string; view: View }) {
  const { answer: device, trouble, refresh } = usePolled(id, () => http.device(id));
  if (device === null) {
    return (
      <main id="main" tabIndex={-1} class="single">
        <p class="none">{trouble === "" ? text.devices.loading : text.devices.failed(trouble)}</p>
      </main>
    );
  }
  const view = atPlace(
    farmView,
    farmView.farm.places.find((place) => place.id === device.place_id),
  );
  return (
    <main id="main" tabIndex={-1} class="single device">
      <Head device={device} view={view} />
      <section class="card pad">
        <Values device={device} view={view} />
      </section>
      <Health device={device} view={view} />
      <Unplaced device={device} view={view} onExplained={refresh} />
      <section class="card pad">
        <Senses device={device} />
        <Probes device={device} />
      </section>
      <section class="card pad">
        <h2>{device.place_id === null ? text.devices.assign : text.devices.move}</h2>
        <Assign key={device.place_id ?? ""} device={device} view={view} onAssigned={refresh} />
        <History device={device} view={view} />
      </section>
      <Calibrations device={device} view={view} />
    </main>
  );
}

function Head({ device, view }: { device: DeviceDetail; view: View }) {
  const age = ageSeconds(device.last_seen_at, view.nowMs);
  const place = view.farm.places.find((one) => one.id === device.place_id);
  const position = positionName(device.position ?? "");
  const where = place === undefined ? text.devices.nowhere : place.name + text.comma + position;
  return (
    <div>
      <h1>{device.name}</h1>
      {device.name !== device.id && <p class="device-id">{device.id}</p>}
      <p>{where}</p>
      <p class="age">
        {age === null
          ? text.place.neverHeard
          : device.state === "silent"
            ? text.devices.silentFor(duration(age))
            : text.place.heard(duration(age))}
      </p>
    </div>
  );
}

function Health({ device, view }: { device: DeviceDetail; view: View }) {
  return (
    <section class="card pad">
      <h2>{text.devices.health}</h2>
      {device.health.length === 0 && <p>{text.devices.healthy}</p>}
      <ul>
        {device.health.map((sentence) => (
          <li key={sentence} class="device-trouble">
            {sentence}
          </li>
        ))}
      </ul>
      {device.reports !== null && <p>{device.reports.sentence}</p>}
      {device.faults.map((fault) => (
        <p key={fault.quantity} class="hint">
          {text.devices.faulty(
            fault.title,
            when(parse(fault.first_at) ?? 0, view.nowMs, view.zone),
            when(parse(fault.last_at) ?? 0, view.nowMs, view.zone),
            fault.times,
          )}
        </p>
      ))}
    </section>
  );
}

interface UnplacedProps {
  device: DeviceDetail;
  view: View;
  onExplained: () => void;
}

function Unplaced({ device, view, onExplained }: UnplacedProps) {
  if (device.unplaced_fields.length === 0) return null;
  const model = modelOf(device);
  return (
    <section class="card pad">
      <h2>{text.devices.unplaced}</h2>
      <p class="hint">{model === null ? text.devices.noModel : text.devices.unplacedHint(model)}</p>
      <ul class="rows">
        {device.unplaced_fields.map((field) => (
          <Meaning key={field.field} field={field} view={view} onExplained={onExplained} />
        ))}
      </ul>
    </section>
  );
}

function Probes({ device }: { device: DeviceDetail }) {
  if (device.probes.length === 0 && device.parent === null) return null;
  return (
    <p>
      {device.parent !== null && (
        <>
          {text.devices.probeOf} <a href={toDevice(device.parent)}>{device.parent}</a>
        </>
      )}
      {device.probes.length > 0 && text.devices.probes}
      {device.probes.map((probe) => (
        <span key={probe}>
          {" "}
          <a href={toDevice(probe)}>{probe}</a>
        </span>
      ))}
    </p>
  );
}

function History({ device, view }: { device: DeviceDetail; view: View }) {
  if (device.installations.length === 0) return null;
  const names = new Map(view.farm.places.map((place) => [place.id, place.name]));
  const at = (instant: string | null): string | null => {
    const atMs = parse(instant);
    return atMs === null ? null : when(atMs, view.nowMs, view.zone);
  };
  return (
    <>
      <h3>{text.devices.history}</h3>
      <ul class="rows">
        {device.installations.map((one) => (
          <li key={`${one.place_id} ${one.from}`} class="row">
            {text.devices.hung(
              names.get(one.place_id) ?? one.place_id,
              positionName(one.position),
              at(one.from) ?? text.devices.always,
              at(one.to) ?? text.devices.still,
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
