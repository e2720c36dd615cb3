/** The chart of a place: which period, which quantity, and the readings for it. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { Chart } from "../chart/chart";
import { LINES } from "../chart/options";
import { parse } from "../derive/instants";
import { shown as toReader, shownUnit } from "../derive/scale";
import { inUnit, type Series, spansOf, withNewest } from "../derive/series";
import { chartQuantities } from "../derive/values";
import { http, HttpError } from "../live/http";
import { positionName, text } from "../strings";
import type { View } from "../view";
import type { Place, PlaceDetail } from "../wire";

const DAY_MS = 86_400_000;
const RANGES = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;
type Range = keyof typeof RANGES;
const RANGE_NAMES = Object.keys(RANGES) as Range[];
const AGAIN_MS = 10_000;
/** Two points, the least and the greatest value, for every column of the screen. */
const POINTS_PER_PX = 2;

interface Loaded {
  key: string;
  fromMs: number;
  toMs: number;
  detail: PlaceDetail;
  series: Series[];
}

interface Props {
  place: Place;
  view: View;
  onDetail: (detail: PlaceDetail) => void;
}

export function PlaceChart({ place, view, onDetail }: Props) {
  const [range, setRange] = useState<Range>("day");
  const [chosen, setChosen] = useState(place.main_quantity);
  const quantities = chartQuantities(place);
  const shown = quantities.find((one) => one.quantity === chosen) ?? quantities[0];
  const { loaded, trouble } = useReadings(place, shown?.quantity, range, view, onDetail);
  if (shown === undefined) return <p class="none">{text.places.noSensor}</p>;
  return (
    <section
      class="card pad chart-card"
      aria-label={text.place.chartLabel(shown.title, text.place.ranges[range])}
    >
      <Choice
        label={text.place.rangeLabel}
        options={RANGE_NAMES.map((name) => [name, text.place.ranges[name]])}
        chosen={range}
        onChoose={(name) => setRange(name as Range)}
      />
      {quantities.length > 1 && (
        <Choice
          label={text.place.quantityLabel}
          options={quantities.map((one) => [one.quantity, one.title])}
          chosen={shown.quantity}
          onChoose={setChosen}
        />
      )}
      {view.isOld && <p class="hint">{text.place.oldChart}</p>}
      {trouble !== "" && !view.isOld && <p class="trouble">{text.place.failed(trouble)}</p>}
      {loaded === null ? (
        <p class="chart-wait">{trouble === "" && !view.isOld ? text.place.loading : ""}</p>
      ) : (
        <Loaded place={place} loaded={loaded} view={view} shown={shown} range={range} />
      )}
    </section>
  );
}

interface LoadedProps {
  place: Place;
  loaded: Loaded;
  view: View;
  shown: { quantity: string; title: string; unit: string };
  range: Range;
}

function Loaded({ place, loaded, view, shown, range }: LoadedProps) {
  const { fromMs, toMs, detail } = loaded;
  const series = useMemo(
    () => loaded.series.map((one) => inUnit(fresh(one, place, shown.quantity, toMs), shown.unit)),
    [loaded],
  );
  const spans = useMemo(() => spansOf(detail.shades, fromMs, toMs), [loaded]);
  const limits = detail.limits.find((one) => one.quantity === shown.quantity);
  const turned = (limit: number | null | undefined): number | null =>
    limit === null || limit === undefined ? null : toReader(limit, shown.unit);
  return (
    <Chart
      label={text.place.chartLabel(shown.title, text.place.ranges[range])}
      quantity={shown.quantity}
      unit={shownUnit(shown.unit)}
      zone={view.zone}
      nowMs={view.nowMs}
      fromMs={fromMs}
      toMs={toMs}
      series={series}
      low={turned(limits?.low)}
      high={turned(limits?.high)}
      spans={spans}
    />
  );
}

function fresh(one: Series, place: Place, quantity: string, toMs: number): Series {
  const newest = place.values.find((value) => value.device === one.device && value.quantity === quantity);
  const atMs = parse(newest?.observed_at);
  const isInside = atMs !== null && atMs <= toMs;
  return isInside ? { ...one, points: withNewest(one.points, atMs, newest?.value ?? null) } : one;
}

/** Load the readings of every device that measures the quantity, and again every few seconds. */
function useReadings(
  place: Place,
  quantity: string | undefined,
  range: Range,
  view: View,
  onDetail: (detail: PlaceDetail) => void,
): { loaded: Loaded | null; trouble: string } {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [trouble, setTrouble] = useState("");
  const [round, setRound] = useState(0);
  const key = `${place.id} ${quantity} ${range}`;

  useEffect(() => {
    const timer = setInterval(() => setRound((last) => last + 1), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);

  useEffect(() => {
    if (quantity === undefined || view.isOld) return undefined;
    let isWanted = true;
    const load = async (): Promise<void> => {
      try {
        const next = await ask(place, quantity, range, view.nowMs);
        if (!isWanted) return;
        setLoaded({ ...next, key });
        setTrouble("");
        onDetail(next.detail);
      } catch (error) {
        if (isWanted) setTrouble(error instanceof HttpError ? error.message : String(error));
      }
    };
    void load();
    return () => {
      isWanted = false;
    };
  }, [key, round, view.isOld]);

  return { loaded: loaded?.key === key ? loaded : null, trouble };
}

async function ask(
  place: Place,
  quantity: string,
  range: Range,
  nowMs: number,
): Promise<Omit<Loaded, "key">> {
  const [fromMs, toMs] = [nowMs - RANGES[range], nowMs];
  const mostPoints = Math.round(Math.min(1000, window.innerWidth) * POINTS_PER_PX);
  const sources = place.values.filter((value) => value.quantity === quantity).slice(0, LINES);
  const devices = sources.map((value) => value.device);
  const [detail, answers] = await Promise.all([
    http.place(place.id, fromMs, toMs),
    http.chart(devices, quantity, fromMs, toMs, mostPoints),
  ]);
  const series = sources.map(({ device, position }, at) => ({
    device,
    position: position === "" ? device : positionName(position),
    points: answers[at]?.points ?? [],
  }));
  return { fromMs, toMs, detail, series };
}

interface ChoiceProps {
  label: string;
  options: [value: string, words: string][];
  chosen: string;
  onChoose: (value: string) => void;
}

function Choice({ label, options, chosen, onChoose }: ChoiceProps) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(([value, words]) => (
        <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
          {words}
        </button>
      ))}
    </div>
  );
}
