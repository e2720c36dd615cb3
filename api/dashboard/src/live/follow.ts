/**
 * Keeps the store true to the service: asks for everything once, then listens to the stream.
 *
 * The stream resumes by itself (Last-Event-ID) after a short break. A line that is open but dead is
 * found by asking for the summary whenever nothing was heard for a while. While the service cannot be
 * reached the store keeps its last state and its link says "lost".
 */

import { reader, tagOf } from "../reader";
import type { Alert, Place, Summary } from "../wire";
import { http, HttpError } from "./http";
import { type Farm, numbersEveryMs, withAlert, withPlaces, withSummary } from "./model";
import type { Store } from "./store";

const STREAM = "/api/v1/stream";
const WATCH_EVERY_MS = 3_000;
const QUIET_AFTER_MS = 10_000;

export class Follower {
  readonly #store: Store;
  #source: EventSource | null = null;
  #heardAtMs = 0;
  #numbersAtMs = 0;
  #isAsking = false;

  constructor(store: Store) {
    this.#store = store;
  }

  start(): void {
    void this.#refresh();
    setInterval(() => void this.#watch(), WATCH_EVERY_MS);
    const lookNow = (): void => void this.#probe();
    window.addEventListener("online", lookNow);
    window.addEventListener("offline", lookNow);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") lookNow();
      else this.#store.saveNow();
    });
    window.addEventListener("pagehide", () => this.#store.saveNow());
  }

  /** Ask for everything; afterwards the link is live and the stream is open. */
  async #refresh(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      const farm = await askAll();
      this.#heardAtMs = farm.heardAtMs;
      this.#numbersAtMs = farm.heardAtMs;
      this.#store.set({ farm, link: "live" });
      this.#listen();
    } catch (error) {
      this.#lose(error);
    } finally {
      this.#isAsking = false;
    }
  }

  #listen(): void {
    if (this.#source !== null && this.#source.readyState !== EventSource.CLOSED) return;
    const source = new EventSource(`${STREAM}?language=${tagOf(reader)}`);
    this.#source = source;
    let isFirst = true;
    source.addEventListener("open", () => {
      if (!isFirst) void this.#refresh();
      isFirst = false;
    });
    source.addEventListener("error", () => void this.#probe());
    this.#on<Summary>(source, "summary", withSummary);
    this.#on<Place[]>(source, "places", withPlaces);
    this.#on<Alert>(source, "alert", (farm, alert, nowMs) => {
      this.#numbersAtMs = 0;
      return withAlert(farm, alert, nowMs);
    });
  }

  #on<News>(source: EventSource, name: string, apply: (farm: Farm, news: News, nowMs: number) => Farm): void {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      const nowMs = Date.now();
      this.#heardAtMs = nowMs;
      this.#store.update((farm) => apply(farm, JSON.parse(event.data) as News, nowMs));
    });
  }

  async #watch(): Promise<void> {
    const nowMs = Date.now();
    const isLive = this.#store.model.link === "live";
    const isListening = this.#source?.readyState === EventSource.OPEN;
    if (!isLive || !isListening || nowMs - this.#heardAtMs > QUIET_AFTER_MS) await this.#probe();
    else if (nowMs - this.#numbersAtMs > this.#numbersEveryMs) await this.#askNumbers(nowMs);
  }

  /** Find out whether the service answers, and return to it if it was lost. */
  async #probe(): Promise<void> {
    try {
      const summary = await http.summary();
      const nowMs = Date.now();
      this.#heardAtMs = nowMs;
      const isListening = this.#source !== null && this.#source.readyState !== EventSource.CLOSED;
      if (this.#store.model.link !== "live" || !isListening) await this.#refresh();
      else this.#store.update((farm) => withSummary(farm, summary, nowMs));
    } catch (error) {
      this.#lose(error);
    }
  }

  get #numbersEveryMs(): number {
    return numbersEveryMs(this.#store.model.farm?.summary.clock_speed ?? 1);
  }

  /** The stream tells what happens; what an alert costs and what lots have left moves in between. */
  async #askNumbers(nowMs: number): Promise<void> {
    this.#numbersAtMs = nowMs;
    try {
      const [open, taken, lots, shipments] = await Promise.all([
        http.alertsInState("open"),
        http.alertsInState("acknowledged"),
        http.lots(),
        http.shipments(),
      ]);
      const deviceMs = Date.now();
      this.#store.update((farm) =>
        [...open, ...taken].reduce((known, alert) => withAlert(known, alert, deviceMs), {
          ...farm,
          lots,
          shipments,
        }),
      );
    } catch {
      await this.#probe();
    }
  }

  #lose(error: unknown): void {
    const isRefused = error instanceof HttpError && (error.status === 401 || error.status === 403);
    this.#source?.close();
    this.#source = null;
    this.#store.set({ link: isRefused ? "refused" : "lost" });
  }
}

async function askAll(): Promise<Farm> {
  const [summary, places, alerts, lots, shipments] = await Promise.all([
    http.summary(),
    http.places(),
    http.alerts(),
    http.lots(),
    http.shipments(),
  ]);
  const nowMs = Date.now();
  return { summary, places, alerts, lots, shipments, summaryAtMs: nowMs, heardAtMs: nowMs };
}
