/** The facts of an alert that are known and mean something to people, each as a name and words. */

import { called, text } from "../strings";
import type { Alert, Facts, Instant, Lot } from "../wire";
import { ageSeconds, duration, parse, when } from "./instants";
import { lifeHours, lifeLeft } from "./numbers";
import { edge, full, rate, temperature } from "./values";

type Row = [name: string, words: string | null];

export function factRows(
  alert: Alert,
  lots: readonly Lot[],
  nowMs: number,
  zone: string,
): [string, string][] {
  const at = (instant: Instant | null | undefined): string | null => {
    const ms = parse(instant);
    return ms === null ? null : when(ms, nowMs, zone);
  };
  const rows: Row[] = [
    ...times(alert, nowMs, at),
    ...measured(alert, at),
    ...cost(alert, at),
    [text.alert.taken, join([alert.acknowledged_by, at(alert.acknowledged_at)])],
    [text.alert.rootCause, known(alert.root_cause, (cause) => called(text.deeds.causes, cause))],
    [text.alert.lots, join(alert.lots.map((id) => lots.find((lot) => lot.id === id)?.name ?? id))],
    [text.alert.devices, join(alert.device_names)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

type At = (instant: Instant | null | undefined) => string | null;

function times(alert: Alert, nowMs: number, at: At): Row[] {
  const isOver = alert.ended_at !== null;
  const seconds = isOver ? alert.duration_s : (ageSeconds(alert.started_at, nowMs) ?? alert.duration_s);
  return [
    [text.alert.started, at(alert.started_at)],
    [text.alert.raised, at(alert.raised_at)],
    [text.alert.ended, at(alert.ended_at)],
    [isOver ? text.alert.lasted : text.alert.lasting, duration(seconds)],
  ];
}

/** What was measured. A door has no limit, peak or rate; what is over goes nowhere any more. */
function measured(alert: Alert, at: At): Row[] {
  const { facts } = alert;
  const quantity = facts.quantity ?? "";
  const unit = facts.unit ?? "";
  const value = join([known(facts.value, (it) => full(it, quantity, unit)), at(facts.observed_at)]);
  const goods = known(facts.product_temperature_c, temperature);
  if (facts.value == null) return [[text.alert.goods, goods]];
  if (quantity === "door_open")
    return [
      [text.alert.door, value],
      [text.alert.goods, goods],
    ];
  const isGoods = quantity === "product_temperature_c";
  return [
    [isGoods ? text.alert.goods : text.alert.value, value],
    [text.alert.limit, known(facts.limit, (it) => edge(it, quantity, unit))],
    [text.alert.peak, join([known(facts.peak, (it) => full(it, quantity, unit)), at(facts.peak_at)])],
    [text.alert.rate, alert.ended_at === null ? known(facts.trend_per_h, (it) => rate(it, quantity, unit)) : null],
    [text.alert.goods, isGoods ? null : goods],
  ];
}

function cost({ facts }: Alert, at: At): Row[] {
  const low = known(facts.life_left_low_h, (hours) => text.alerts.leftLow(lifeLeft(hours)));
  return [
    [text.alert.cost, known(facts.life_lost_h, lifeHours)],
    [text.alert.left, join([known(facts.life_left_h, lifeLeft), low])],
    [text.alert.breach, breach(facts, at)],
    [text.alert.actBy, at(facts.act_by)],
    [text.alert.tooLate, at(facts.too_late_at)],
  ];
}

function breach({ breach_at: about, breach_early_at: early, breach_late_at: late }: Facts, at: At): string | null {
  const [from, to] = [at(early), at(late)];
  return join([at(about), from === null || to === null ? null : text.alert.breachBetween(from, to)]);
}

function known<Value>(value: Value | null | undefined, words: (value: Value) => string): string | null {
  return value === null || value === undefined ? null : words(value);
}

function join(parts: readonly (string | null)[]): string | null {
  const there = parts.filter((part): part is string => part !== null && part !== "");
  return there.length === 0 ? null : there.join(text.comma);
}
