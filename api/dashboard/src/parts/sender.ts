/** When a way to people last worked, and whether it does. */

import { parse, when } from "../derive/instants";
import { called, text } from "../strings";
import type { View } from "../view";
import type { Sender } from "../wire";

export function carried(sender: Sender, view: View): string {
  const atMs = parse(sender.carried_at);
  const last = atMs === null ? text.foot.neverCarried : text.foot.carried(when(atMs, view.nowMs, view.zone));
  const state = called(text.foot.states, sender.state);
  return sender.state === "ok" ? last : last + text.comma + withDetail(state, sender.detail);
}

export function withDetail(state: string, detail: string): string {
  if (detail.startsWith(state)) return detail;
  return detail === "" ? state : state + text.comma + detail;
}
