/** Questions to the service, each with a deadline; an answer that is not 2xx is an HttpError. */

import type { Alert, HistoryLine, Lot, Place, PlaceDetail, Problem, Readings, Shipment, Summary } from "../wire";
import type {
  Assignment,
  Calibration,
  CalibrationCommand,
  Device,
  DeviceDetail,
  GatewayDescription,
  GatewayDetail,
  Meaning,
} from "../wire_devices";
import type { ShipmentCommand, ShipmentDetail, Turn, WhatIf, WhatIfAnswer } from "../wire_goods";
import type { Definition, ProductDetail, ProductSummary } from "../wire_products";
import type { Backtest, RuleChanges, RuleSubject, Rules } from "../wire_rules";

import { reader, tagOf } from "../reader";
import { text } from "../strings";
import type { Duty, DutyCommand, Silence, Week } from "../wire_people";

const BASE = "/api/v1";
const DEADLINE_MS = 8_000;

export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(BASE + path, {
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(DEADLINE_MS),
    ...init,
    headers: { ...init.headers, "Accept-Language": tagOf(reader) },
  });
  if (!response.ok) throw new HttpError(response.status, text.refused(response.status, await explain(response)));
  return (response.status === 204 ? null : await response.json()) as Answer;
}

function send<Answer>(method: "POST" | "PUT" | "PATCH", path: string, command: unknown): Promise<Answer> {
  return ask<Answer>(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(command),
  });
}

async function explain(response: Response): Promise<string> {
  const plain = `${response.status} ${response.statusText}`;
  try {
    const problem = (await response.json()) as Partial<Problem>;
    return problem.detail ?? problem.title ?? plain;
  } catch {
    return plain; // the body is not a problem document
  }
}

function query(parameters: Record<string, string | number | string[]>): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one)]),
  );
  return new URLSearchParams(pairs).toString();
}

export const http = {
  summary: () => ask<Summary>("/summary"),
  places: () => ask<Place[]>("/places"),
  alerts: () => ask<Alert[]>("/alerts"),
  alertsInState: (state: "open" | "acknowledged") => ask<Alert[]>(`/alerts?${query({ state })}`),
  lots: () => ask<Lot[]>("/lots"),
  shipments: () => ask<Shipment[]>("/shipments"),
  turns: () => ask<Turn[]>("/fefo"),
  shipment: (id: string) => ask<ShipmentDetail>(`/shipments/${encodeURIComponent(id)}`),
  ship: (command: ShipmentCommand) => send<Shipment>("POST", "/shipments", command),
  whatIf: (id: string, question: WhatIf) =>
    send<WhatIfAnswer>("POST", `/shipments/${encodeURIComponent(id)}/what-if`, question),
  products: () => ask<ProductSummary[]>("/products"),
  product: (id: string) => ask<ProductDetail>(`/products/${encodeURIComponent(id)}`),
  putProduct: (id: string, definition: Definition) =>
    send<ProductDetail>("PUT", `/products/${encodeURIComponent(id)}`, definition),
  takeProductBack: (id: string) => ask<null>(`/products/${encodeURIComponent(id)}`, { method: "DELETE" }),
  alert: (id: string) => ask<Alert>(`/alerts/${encodeURIComponent(id)}`),
  rules: (of: RuleSubject) => ask<Rules>(`/${of.kind}s/${encodeURIComponent(of.id)}/rules`),
  changeRules: (of: RuleSubject, command: { changes: RuleChanges; by: string; note: string }) =>
    send<Rules>("PUT", `/${of.kind}s/${encodeURIComponent(of.id)}/rules`, command),
  backtest: (of: RuleSubject, changes: RuleChanges) =>
    send<Backtest>("POST", "/backtest", { [`${of.kind}_id`]: of.id, changes, days: 30 }),
  place: (id: string, startMs: number, endMs: number) =>
    ask<PlaceDetail>(`/places/${encodeURIComponent(id)}?${query(span(startMs, endMs))}`),
  chart: (devices: string[], quantity: string, startMs: number, endMs: number, maxPoints: number) =>
    ask<Readings[]>(
      `/readings/chart?${query({ device: devices, quantity, ...span(startMs, endMs), max_points: maxPoints })}`,
    ),
  acknowledge: (id: string, by: string) =>
    send<Alert>("POST", `/alerts/${encodeURIComponent(id)}/acknowledge`, { by, note: "" }),
  history: (id: string) => ask<HistoryLine[]>(`/alerts/${encodeURIComponent(id)}/history`),
  /** Do one of the things that people do with an alert: snooze, comment, resolve, reopen, … */
  deed: (id: string, deed: string, command: Readonly<Record<string, string | number>>) =>
    send<Alert>("POST", `/alerts/${encodeURIComponent(id)}/${deed}`, command),
  photograph: (id: string, by: string, note: string, photo: Blob) =>
    ask<Alert>(`/alerts/${encodeURIComponent(id)}/photos?${query({ by, note })}`, {
      method: "POST",
      body: photo,
    }),
  silences: () => ask<Silence[]>("/silences"),
  silence: (command: { by: string; place: string; reason: string; minutes: number }) =>
    send<Silence>("POST", "/silences", command),
  endSilence: (id: string, by: string) =>
    send<Silence>("POST", `/silences/${encodeURIComponent(id)}/end`, { by }),
  week: () => ask<Week>("/reports/weekly"),
  duty: () => ask<Duty>("/duty"),
  changeDuty: (command: DutyCommand) => send<Duty>("PUT", "/duty", command),
  testPerson: (id: string, by: string) =>
    send<Duty>("POST", `/duty/people/${encodeURIComponent(id)}/test`, { by }),
  rehearse: (place: string, by: string) => send<Alert>("POST", "/rehearsals", { place, by }),
  devices: () => ask<Device[]>("/devices"),
  device: (id: string) => ask<DeviceDetail>(`/devices/${encodeURIComponent(id)}`),
  gateways: () => ask<GatewayDetail[]>("/gateways"),
  describeGateway: (id: string, description: GatewayDescription) =>
    send<GatewayDetail>("PATCH", `/gateways/${encodeURIComponent(id)}`, description),
  assign: (id: string, assignment: Assignment) =>
    send<DeviceDetail>("POST", `/devices/${encodeURIComponent(id)}/assignment`, assignment),
  calibrations: (id: string) => ask<Calibration[]>(`/devices/${encodeURIComponent(id)}/calibrations`),
  calibrate: (id: string, calibration: CalibrationCommand) =>
    send<Calibration>("POST", `/devices/${encodeURIComponent(id)}/calibrations`, calibration),
  undoCalibration: (id: string, { quantity, from }: Calibration) =>
    ask<Calibration>(
      `/devices/${encodeURIComponent(id)}/calibrations/${encodeURIComponent(quantity)}?${query({ at: from })}`,
      { method: "DELETE" },
    ),
  explainField: (model: string, field: string, meaning: Meaning) =>
    send<unknown>(
      "PUT",
      `/models/${encodeURIComponent(model)}/fields/${encodeURIComponent(field)}`,
      meaning,
    ),
};

function span(startMs: number, endMs: number): { start: string; end: string } {
  return { start: new Date(startMs).toISOString(), end: new Date(endMs).toISOString() };
}
