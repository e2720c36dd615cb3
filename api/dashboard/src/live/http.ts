/** Questions to the service, each with a deadline; an answer that is not 2xx is an HttpError. */

import type { Alert, Lot, Place, PlaceDetail, Problem, Readings, Shipment, Summary } from "../wire";

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
  });
  if (!response.ok) throw new HttpError(response.status, await explain(response));
  return (await response.json()) as Answer;
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

function query(parameters: Record<string, string | number>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(pairs).toString();
}

export const http = {
  summary: () => ask<Summary>("/summary"),
  places: () => ask<Place[]>("/places"),
  alerts: () => ask<Alert[]>("/alerts"),
  alertsInState: (state: "open" | "acknowledged") => ask<Alert[]>(`/alerts?${query({ state })}`),
  lots: () => ask<Lot[]>("/lots"),
  shipments: () => ask<Shipment[]>("/shipments"),
  alert: (id: string) => ask<Alert>(`/alerts/${encodeURIComponent(id)}`),
  place: (id: string, startMs: number, endMs: number) =>
    ask<PlaceDetail>(`/places/${encodeURIComponent(id)}?${query(span(startMs, endMs))}`),
  readings: (device: string, quantity: string, startMs: number, endMs: number, maxPoints: number) =>
    ask<Readings>(`/readings?${query({ device, quantity, ...span(startMs, endMs), max_points: maxPoints })}`),
  acknowledge: (id: string, by: string) =>
    ask<Alert>(`/alerts/${encodeURIComponent(id)}/acknowledge`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ by, note: "" }),
    }),
};

function span(startMs: number, endMs: number): { start: string; end: string } {
  return { start: new Date(startMs).toISOString(), end: new Date(endMs).toISOString() };
}
