/** Shapes that say a state without colour: a tick, a triangle, an octagon, a struck-out eye. */

import type { Direction } from "../derive/numbers";
import type { State } from "../wire";

const SHAPES: Readonly<Record<State | "connecting", preact.JSX.Element>> = {
  good: (
    <>
      <circle cx="12" cy="12" r="10" fill="currentColor" />
      <path d="m7 12.5 3.4 3.5L17 8.8" class="cut" />
    </>
  ),
  watch: (
    <>
      <path
        d="M12 2 23 21.5H1Z"
        fill="currentColor"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linejoin="round"
      />
      <path d="M12 9v6M12 18v.6" class="cut" />
    </>
  ),
  act_now: (
    <>
      <path d="M7.6 1.5h8.8l6.1 6.1v8.8l-6.1 6.1H7.6l-6.1-6.1V7.6Z" fill="currentColor" />
      <path d="M12 6v7.2M12 17v.6" class="cut" />
    </>
  ),
  cannot_see: (
    <>
      <path d="M1.5 12S5.5 5 12 5s10.5 7 10.5 7-4 7-10.5 7S1.5 12 1.5 12Z" class="line" />
      <circle cx="12" cy="12" r="3.2" fill="currentColor" />
      <path d="M3.5 21.5 20.5 2.5" class="line" />
    </>
  ),
  connecting: (
    <>
      <circle cx="5" cy="12" r="2.2" fill="currentColor" />
      <circle cx="12" cy="12" r="2.2" fill="currentColor" />
      <circle cx="19" cy="12" r="2.2" fill="currentColor" />
    </>
  ),
};

export function StateIcon({ state }: { state: State | "connecting" }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {SHAPES[state]}
    </svg>
  );
}

const TURNS: Readonly<Record<Direction, number>> = { rising: -45, steady: 0, falling: 45 };

export function Arrow({ direction }: { direction: Direction }) {
  return (
    <svg class="icon arrow" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M3 12h17M13 5l7 7-7 7" class="line" transform={`rotate(${TURNS[direction]} 12 12)`} />
    </svg>
  );
}

export function Tick() {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="m4 12.5 5.5 5.5L20 6.5" class="line" />
    </svg>
  );
}
