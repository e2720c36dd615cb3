/** Where a device hangs, from when on, and what people call it. */

import { useId, useState } from "preact/hooks";
import { suggestedName } from "../derive/devices";
import { localText, wireInstant } from "../derive/instants";
import { http } from "../live/http";
import { useSending } from "../live/sending";
import { positionName, positionNamed, text } from "../strings";
import type { View } from "../view";
import type { Device } from "../wire_devices";
import { Since } from "./fields";
import { Trouble } from "./trouble";

interface Props {
  device: Device;
  view: View;
  onAssigned: () => void;
  onCancel?: () => void;
}

export function Assign({ device, view, onAssigned, onCancel }: Props) {
  const id = useId();
  const { places } = view.farm;
  const [name, setName] = useState(suggestedName(device));
  const [place, setPlace] = useState(device.place_id ?? places[0]?.id ?? "");
  const [position, setPosition] = useState(positionName(device.position ?? ""));
  const [since, setSince] = useState("");
  const { isSending, trouble, sends } = useSending();

  if (!view.farm.summary.reader.may_command) return <p class="hint">{text.devices.readOnly}</p>;
  if (places.length === 0) return <p class="hint">{text.devices.noPlaces}</p>;

  const zone = places.find((one) => one.id === place)?.time_zone ?? view.zone;
  const assign = async (): Promise<void> => {
    await http.assign(device.id, {
      name: name.trim() === "" ? null : name.trim(),
      place,
      position: positionNamed(position.trim()),
      from: wireInstant(since, zone),
    });
    onAssigned();
  };

  return (
    <form class="assign" onSubmit={sends(assign)}>
      <label for={`${id}-name`}>{text.devices.name}</label>
      <input
        id={`${id}-name`}
        maxLength={120}
        placeholder={device.id}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <label for={`${id}-place`}>{text.devices.place}</label>
      <select id={`${id}-place`} value={place} onChange={(event) => setPlace(event.currentTarget.value)}>
        {places.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
      <label for={`${id}-position`}>{text.devices.position}</label>
      <input
        id={`${id}-position`}
        list={`${id}-positions`}
        maxLength={64}
        required
        value={position}
        onInput={(event) => setPosition(event.currentTarget.value)}
      />
      <datalist id={`${id}-positions`}>
        {Object.values(text.devices.positions).map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Since
        label={text.devices.since}
        hint={text.devices.sinceHint(zone)}
        value={since}
        latest={localText(view.nowMs, zone)}
        onValue={setSince}
      />
      <button type="submit" class="big-button" disabled={isSending}>
        {isSending ? text.alerts.taking : text.devices.save}
      </button>
      {onCancel !== undefined && (
        <button type="button" class="plain-button" onClick={onCancel}>
          {text.name.cancel}
        </button>
      )}
      <Trouble words={trouble} />
    </form>
  );
}
