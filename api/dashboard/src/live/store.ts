/** The one place where the page's state lives; components subscribe to it. */

import { useEffect, useState } from "preact/hooks";
import { recall, remember } from "./memory";
import type { Farm, Model } from "./model";

const SAVE_EVERY_MS = 5_000;

export class Store {
  #model: Model;
  #listeners = new Set<() => void>();
  #savedAtMs = 0;

  constructor() {
    this.#model = { link: "connecting", farm: recall() };
  }

  get model(): Model {
    return this.#model;
  }

  set(change: Partial<Model>): void {
    this.#model = { ...this.#model, ...change };
    this.#save();
    for (const listener of this.#listeners) listener();
  }

  /** Change the farm if there is one already; news that comes before the first answer is in that answer. */
  update(change: (farm: Farm) => Farm): void {
    const { farm } = this.#model;
    if (farm !== null) this.set({ farm: change(farm) });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Keep the last state for a reload without a connection. */
  saveNow(): void {
    if (this.#model.farm !== null) remember(this.#model.farm);
  }

  #save(): void {
    const now = Date.now();
    if (now - this.#savedAtMs < SAVE_EVERY_MS) return;
    this.#savedAtMs = now;
    this.saveNow();
  }
}

/** Draw again whenever the store changes. */
export function useModel(store: Store): Model {
  const [model, setModel] = useState(store.model);
  useEffect(() => {
    setModel(store.model);
    return store.subscribe(() => setModel(store.model));
  }, [store]);
  return model;
}

/** Draw again every second, so that ages tick. Returns this device's clock. */
export function useTick(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
