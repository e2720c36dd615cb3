/** The band across the top: the worst that is known, or that we do not know. */

import { useMemo } from "preact/hooks";
import type { Band } from "../derive/band";
import { text } from "../strings";
import { farmClock, type View } from "../view";
import { StateIcon } from "./icon";

interface Props {
  band: Band;
  view: View | null;
  isSmall: boolean;
}

export function BandBar({ band, view, isSmall }: Props) {
  // Read aloud when the state changes, not whenever a minute in the sentence does.
  const spoken = useMemo(() => `${band.title}. ${band.line} ${band.last}`, [band.state]);
  const size = isSmall ? "band-small" : "";
  return (
    <header class={`band fill-${band.state} ${size}`} aria-label={text.band.label}>
      <p class="hidden" role="status" aria-live="assertive">
        {spoken}
      </p>
      <div class="band-inner">
        <StateIcon state={band.state} />
        <div class="band-words">
          <p class="band-title">{band.title}</p>
          <p class="band-line">{band.line}</p>
          {band.last !== "" && <p class="band-line">{band.last}</p>}
        </div>
        {view !== null && (
          <p class="band-clock">
            <span class="hidden">{text.farmTime} </span>
            {farmClock(view)}
          </p>
        )}
      </div>
    </header>
  );
}

/** Below the band: that nothing here is real, and that what is shown is old. */
export function Notes({ view }: { view: View }) {
  const { simulated, clock_speed: speed } = view.farm.summary;
  return (
    <>
      {view.isOld && view.link !== "connecting" && <p class="note note-old">{text.old(view.lastClock)}</p>}
      {simulated && (
        <p class="note">
          {text.simulated}
          {speed !== 1 && ` · ${text.speed(String(speed))}`}
        </p>
      )}
    </>
  );
}
