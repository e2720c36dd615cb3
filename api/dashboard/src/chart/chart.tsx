/** The curves of one quantity at one place over a period. */

import uPlot from "uplot";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { when } from "../derive/instants";
import { limit, withUnit } from "../derive/numbers";
import { extremes, scaleEnds, type Series, type Span, withGaps } from "../derive/series";
import { printed } from "../derive/values";
import { text } from "../strings";
import { Legend } from "./legend";
import { makeOptions } from "./options";

/** uPlot's name for it: an empty point also empties the instants that only other lines have. */
const GAP_COVERS_NEIGHBOURS = 2;

export interface ChartProps {
  label: string;
  quantity: string;
  /** The reader's, in which series and limits are. */
  unit: string;
  zone: string;
  nowMs: number;
  fromMs: number;
  toMs: number;
  series: Series[];
  low: number | null;
  high: number | null;
  spans: Span[];
}

export function Chart(props: ChartProps) {
  const { quantity, unit, zone, fromMs, toMs, series } = props;
  const holder = useRef<HTMLDivElement>(null);
  const [index, setIndex] = useState<number | null>(null);
  const [width, height] = useSize(holder);
  const scheme = useScheme();
  const data = useMemo(() => align(series), [series]);
  const found = useMemo(() => extremes(series, fromMs, toMs), [series, fromMs, toMs]);

  useEffect(() => {
    if (holder.current === null || width === 0) return undefined;
    const setup = {
      ...{ width, height, zone, fromMs, toMs, quantity, spans: props.spans, onCursor: setIndex },
      ends: scaleEnds(found, [props.low, props.high]),
      lines: series.map((one) => one.position),
      limits: {
        low: props.low,
        high: props.high,
        lowText: limitWords(props.low, quantity, unit),
        highText: limitWords(props.high, quantity, unit),
      },
    };
    const plot = new uPlot(makeOptions(setup), data, holder.current);
    return () => plot.destroy();
  }, [width, height, zone, fromMs, toMs, data, found, props.spans, props.low, props.high, scheme]);

  const at = (point: [number, number]): [string, string] => [
    printed(point[1], quantity, unit),
    when(point[0], props.nowMs, zone),
  ];
  return (
    <figure class="chart">
      <p class="chart-read" aria-hidden="true">
        {readout(props, data, index)}
      </p>
      <div ref={holder} class="chart-holder" role="img" aria-label={props.label} />
      {found === null ? (
        <p class="none">{text.place.noPoints}</p>
      ) : quantity === "door_open" ? null : (
        <figcaption class="extremes">
          <span>{text.place.highest(...at(found.highest))}</span>
          <span>{text.place.lowest(...at(found.lowest))}</span>
        </figcaption>
      )}
      <Legend
        spans={props.spans}
        lines={series}
        hasLimits={props.low !== null || props.high !== null}
        scheme={scheme}
      />
    </figure>
  );
}

function limitWords(value: number | null, quantity: string, unit: string): string {
  return value === null ? "" : `${text.place.limitLine} ${withUnit(limit(value, quantity), unit)}`;
}

/** One table of all lines, where "missing" and "silent" are told apart. */
function align(series: readonly Series[]): uPlot.AlignedData {
  const tables = series.map((one) => withGaps(one.points) as uPlot.AlignedData);
  if (tables.length === 0) return [[]];
  if (tables.length === 1) return tables[0] ?? [[]];
  return uPlot.join(
    tables,
    tables.map((table) => table.map(() => GAP_COVERS_NEIGHBOURS)),
  );
}

/** The values under the finger, with their instant; without a finger, what the axis counts in. */
function readout(props: ChartProps, data: uPlot.AlignedData, index: number | null): string {
  const atMs = index === null ? undefined : data[0][index];
  if (index === null || atMs === undefined) return props.quantity === "door_open" ? "\u00a0" : props.unit || "\u00a0";
  const values = props.series.map((one, line) => {
    const value = data[line + 1]?.[index];
    const name = props.series.length > 1 ? `${one.position} ` : "";
    return value === null || value === undefined ? "" : name + printed(value, props.quantity, props.unit);
  });
  return [when(atMs, props.nowMs, props.zone), ...values.filter((value) => value !== "")].join(" · ");
}

/** The size the page gives to the chart; it follows the phone when it is turned. */
function useSize(holder: { current: HTMLElement | null }): [number, number] {
  const [size, setSize] = useState<[number, number]>([0, 0]);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setSize([element.clientWidth, element.clientHeight]));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return size;
}

/** "dark" or "light"; a canvas has to be painted again when it changes. */
function useScheme(): string {
  const query = useMemo(() => matchMedia("(prefers-color-scheme: dark)"), []);
  const [isDark, setDark] = useState(query.matches);
  useEffect(() => {
    const onChange = (): void => setDark(query.matches);
    query.addEventListener("change", onChange);
    return () => query.removeEventListener("change", onChange);
  }, [query]);
  return isDark ? "dark" : "light";
}
