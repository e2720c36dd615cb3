/** How a device is and was corrected, with its certificates; and the form for the next one. */

import { useId, useState } from "preact/hooks";
import { localText, parse, when, wireInstant } from "../derive/instants";
import { decimalsOf, signed, withUnit } from "../derive/numbers";
import { keptDifference, shownDifference, shownUnit } from "../derive/scale";
import { HOUSEKEEPING } from "../derive/values";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { useSending } from "../live/sending";
import { text } from "../strings";
import type { View } from "../view";
import type { Calibration, DeviceDetail } from "../wire_devices";
import { Since } from "./fields";
import { Trouble } from "./trouble";

interface Props {
  device: DeviceDetail;
  view: View;
}

export function Calibrations({ device, view }: Props) {
  const { answer, refresh } = usePolled(`calibrations ${device.id}`, () => http.calibrations(device.id));
  const found = answer ?? [];
  const mayCommand = view.farm.summary.reader.may_command;
  return (
    <section class="card pad">
      <h2>{text.devices.calibration}</h2>
      {found.length === 0 && <p class="hint">{text.devices.noCalibration}</p>}
      <ul>
        {found.map((one) => (
          <li key={`${one.quantity} ${one.from}`}>
            <Words calibration={one} view={view} />
            {mayCommand && <Undo device={device} calibration={one} onUndone={refresh} />}
          </li>
        ))}
      </ul>
      {mayCommand && <Form device={device} view={view} onCalibrated={refresh} />}
    </section>
  );
}

function Words({ calibration, view }: { calibration: Calibration; view: View }) {
  const { title, offset, unit, quantity, certificate, due, is_overdue: isOverdue } = calibration;
  const at = (instant: string): string => when(parse(instant) ?? 0, view.nowMs, view.zone);
  const decimals = Math.max(2, decimalsOf(quantity));
  const added = withUnit(signed(shownDifference(offset, unit), decimals), shownUnit(unit));
  const to = calibration.to === null ? text.devices.still : at(calibration.to);
  const words = [
    text.devices.calibrated(title, added, at(calibration.from), to),
    certificate === "" ? "" : text.devices.certificate(certificate),
    due === null || isOverdue ? "" : text.devices.due(due),
  ];
  return (
    <>
      {words.filter((one) => one !== "").join(" · ")}
      {due !== null && isOverdue && <p class="device-trouble">{text.devices.overdue(due)}</p>}
    </>
  );
}

interface UndoProps {
  device: DeviceDetail;
  calibration: Calibration;
  onUndone: () => void;
}

function Undo({ device, calibration, onUndone }: UndoProps) {
  const { isSending, trouble, sends } = useSending();
  const undo = async (): Promise<void> => {
    await http.undoCalibration(device.id, calibration);
    onUndone();
  };
  return (
    <details>
      <summary>{text.devices.undoCalibration}</summary>
      <p class="hint">{text.devices.undoCalibrationHint}</p>
      <button type="button" class="big-button" disabled={isSending} onClick={sends(undo)}>
        {text.devices.undoCalibration}
      </button>
      <Trouble words={trouble} />
    </details>
  );
}

interface FormProps {
  device: DeviceDetail;
  view: View;
  onCalibrated: () => void;
}

function Form({ device, view, onCalibrated }: FormProps) {
  const id = useId();
  const zone = view.farm.places.find((one) => one.id === device.place_id)?.time_zone ?? view.zone;
  const choices = device.values.filter((value) => !HOUSEKEEPING.has(value.quantity));
  const [quantity, setQuantity] = useState(choices[0]?.quantity ?? "");
  const [offset, setOffset] = useState("");
  const [certificate, setCertificate] = useState("");
  const [due, setDue] = useState("");
  const [since, setSince] = useState("");
  const { isSending, trouble, sends } = useSending();
  if (choices.length === 0) return null;
  const unit = choices.find((one) => one.quantity === quantity)?.unit ?? "";

  const calibrate = async (): Promise<void> => {
    await http.calibrate(device.id, {
      quantity,
      offset: keptDifference(Number(offset), unit),
      certificate: certificate.trim(),
      due: due === "" ? null : due,
      from: wireInstant(since, zone),
    });
    setOffset("");
    onCalibrated();
  };
  return (
    <details>
      <summary>{text.devices.calibrate}</summary>
      <form class="assign" onSubmit={sends(calibrate)}>
        <label for={`${id}-quantity`}>{text.devices.quantity}</label>
        <select
          id={`${id}-quantity`}
          value={quantity}
          onChange={(event) => setQuantity(event.currentTarget.value)}
        >
          {choices.map((one) => (
            <option key={one.quantity} value={one.quantity}>
              {withUnit(one.title, `(${shownUnit(one.unit)})`)}
            </option>
          ))}
        </select>
        <label for={`${id}-offset`}>{text.devices.offset(shownUnit(unit))}</label>
        <input
          id={`${id}-offset`}
          type="number"
          step="any"
          required
          value={offset}
          onInput={(event) => setOffset(event.currentTarget.value)}
        />
        <label for={`${id}-certificate`}>{text.devices.certificateNumber}</label>
        <input
          id={`${id}-certificate`}
          maxLength={120}
          value={certificate}
          onInput={(event) => setCertificate(event.currentTarget.value)}
        />
        <label for={`${id}-due`}>{text.devices.dueDate}</label>
        <input
          id={`${id}-due`}
          type="date"
          value={due}
          onInput={(event) => setDue(event.currentTarget.value)}
        />
        <Since
          label={text.devices.calibratedSince}
          hint={text.devices.calibrationHint(zone)}
          value={since}
          latest={localText(view.nowMs, zone)}
          onValue={setSince}
        />
        <button type="submit" class="big-button" disabled={isSending}>
          {text.devices.saveCalibration}
        </button>
        <Trouble words={trouble} />
      </form>
    </details>
  );
}
