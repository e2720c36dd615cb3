/** The life of fresh goods against temperature, with its band; the table beside it says the same in words. */

import { type Box, lifeChart } from "../derive/products";
import { CELSIUS, shownUnit } from "../derive/scale";
import { text } from "../strings";
import type { LifeAt } from "../wire_products";

const BOX: Box = { left: 40, right: 348, top: 12, bottom: 172 };

export function LifeChart({ name, life }: { name: string; life: readonly LifeAt[] }) {
  const chart = lifeChart(life, BOX);
  if (chart === null) return null;
  return (
    <svg class="life-chart" viewBox="0 0 360 212" role="img" aria-label={text.products.chart(name)}>
      {chart.up.map((tick) => (
        <g key={tick.label}>
          <line class="life-grid" x1={BOX.left} x2={BOX.right} y1={tick.at} y2={tick.at} />
          <text x={BOX.left - 6} y={tick.at + 4} text-anchor="end">
            {tick.label}
          </text>
        </g>
      ))}
      <polygon class="life-band" points={chart.band} />
      <polyline class="life-line" points={chart.median} />
      {chart.across.map((tick) => (
        <text key={tick.label} x={tick.at} y={BOX.bottom + 18} text-anchor="middle">
          {tick.label}
        </text>
      ))}
      <text x={BOX.right} y={BOX.bottom + 36} text-anchor="end">
        {text.products.temperature(shownUnit(CELSIUS))}
      </text>
      <text x={2} y={BOX.bottom + 36}>
        ↑ {text.products.days}
      </text>
    </svg>
  );
}
