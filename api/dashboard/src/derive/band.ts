/** What the band across the top says. An old state is never shown as if it were fresh. */

import { text } from "../strings";
import { capital } from "./numbers";
import type { Alert, State, Summary } from "../wire";

export type Link = "connecting" | "live" | "lost" | "refused";

export interface Band {
  state: State | "connecting";
  title: string;
  line: string;
  last: string;
}

/** What the page knows, as far as the band needs it. */
interface Known {
  link: Link;
  farm: { summary: Summary; places: readonly unknown[]; alerts: readonly Alert[] } | null;
}

/** Choose state, title and sentence; *lastClock* is when the service was last heard, in farm time. */
export function chooseBand({ link, farm }: Known, lastClock: string): Band {
  const summary = farm?.summary ?? null;
  if (link === "refused") {
    return { state: "cannot_see", title: text.states.cannot_see, line: text.band.refused, last: "" };
  }
  if (link === "live" && summary !== null) {
    // An alert may be here a moment before the state of its place is: never "all good" above it.
    const first = farm?.alerts.find((alert) => isOpen(alert) && alert.cause !== "rehearsal");
    if (summary.state === "good" && first !== undefined) {
      const line = text.of(first.place_name, first.title);
      return { state: first.shown_as, title: text.states[first.shown_as], line, last: "" };
    }
    const title = text.states[summary.state];
    return { state: summary.state, title, line: sentence(summary, farm?.places.length ?? 0), last: "" };
  }
  if (link === "connecting") {
    const last = summary === null ? "" : text.band.lastKnown(text.states[summary.state]);
    return { state: "connecting", title: text.band.connecting, line: text.band.connectingLine, last };
  }
  if (summary === null) {
    return { state: "cannot_see", title: text.states.cannot_see, line: text.band.neverSeen, last: "" };
  }
  return {
    state: "cannot_see",
    title: text.states.cannot_see,
    line: text.band.lostSince(lastClock),
    last: text.band.lastKnown(text.states[summary.state]),
  };
}

/** The headline without the words that stand above it in large letters already. */
function sentence({ state, headline }: Summary, placeCount: number): string {
  const title = text.states[state];
  const rest = headline.startsWith(title) ? headline.slice(title.length).replace(/^[:：.\s]+/, "") : headline;
  if (rest === "") return state === "good" ? text.band.allInside(placeCount) : "";
  return capital(rest);
}

export function isOpen(alert: Alert): boolean {
  return alert.state === "open" || alert.state === "acknowledged";
}
