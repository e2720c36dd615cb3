/** What the lines and patterns of a chart mean, in words beside the same patterns. */

import { useEffect, useRef } from "preact/hooks";
import type { Series, Span } from "../derive/series";
import { text } from "../strings";
import type { ShadeLabel } from "../wire";
import { dashOf, lineColour } from "./options";
import { fillOf, SHADES } from "./patterns";

interface Props {
  spans: readonly Span[];
  lines: readonly Series[];
  hasLimits: boolean;
  scheme: string;
}

export function Legend({ spans, lines, hasLimits, scheme }: Props) {
  const shown = SHADES.filter((label) => spans.some((span) => span.label === label));
  return (
    <ul class="legend" aria-label={text.place.legend}>
      {lines.length > 1 &&
        lines.map((line, index) => (
          <li key={line.device}>
            <svg viewBox="0 0 34 12" class="legend-line" aria-hidden="true">
              <path
                d="M1 6h32"
                stroke={lineColour(index)}
                stroke-width="3"
                stroke-dasharray={dashOf(index).join(" ")}
              />
            </svg>
            {line.position}
          </li>
        ))}
      {hasLimits && (
        <li>
          <span class="legend-allowed" />
          {text.places.allowed}
        </li>
      )}
      {shown.map((label) => (
        <li key={label + scheme}>
          <Swatch label={label} />
          {text.shades[label]}
        </li>
      ))}
    </ul>
  );
}

function Swatch({ label }: { label: ShadeLabel }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.fillStyle = fillOf(context, label);
    context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  }, [label]);
  const pixel = window.devicePixelRatio;
  return <canvas ref={canvas} class="swatch" width={34 * pixel} height={20 * pixel} aria-hidden="true" />;
}
