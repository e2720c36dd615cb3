/** Who is called in which order, and what the alerts of the last seven days were worth. */

import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { OnDuty } from "../parts/on_duty";
import { Trouble } from "../parts/trouble";
import { toPlace } from "../route";
import { text } from "../strings";
import type { View } from "../view";
import type { Tally, Week } from "../wire_people";

const words = text.duty;

export function DutyPage({ view }: { view: View }) {
  return (
    <main id="main" tabIndex={-1} class="single">
      <h1>{words.heading}</h1>
      {view.farm.summary.reader.may_command ? (
        <OnDuty view={view} />
      ) : (
        <p class="hint">{words.readOnly}</p>
      )}
      <LastWeek />
    </main>
  );
}

function LastWeek() {
  const { answer, trouble } = usePolled("week", http.week);
  if (answer === null) return <Trouble words={trouble === "" ? "" : text.alerts.failed(trouble)} />;
  return (
    <section class="card pad">
      <h2>{words.week}</h2>
      <p>{sentence(answer.total)}</p>
      <ul>
        {answer.places.map((one) => (
          <li key={one.place_id}>
            <a href={toPlace(one.place_id)}>{one.place_name}</a>: {sentence(one)}
          </li>
        ))}
      </ul>
      <Noisiest week={answer} />
    </section>
  );
}

function Noisiest({ week }: { week: Week }) {
  if (week.noisiest === null || week.advice === "none") return null; // once is no pattern
  const { title, place_name: place, alerts } = week.noisiest;
  return (
    <p>
      <strong>{words.noisiest(title, place, alerts)}</strong> {week.suggestion}
    </p>
  );
}

function sentence({ alerts, severe, acted_on: acted, taken_after_min: after }: Tally): string {
  return words.tally(alerts, severe, acted, after === null ? null : Math.round(after));
}
