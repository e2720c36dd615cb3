/** The numbers of a place, product or lot: changed only after a look at what the change would have told. */

import { useId, useState } from "preact/hooks";
import { parse, when } from "../derive/instants";
import { withUnit } from "../derive/numbers";
import { pathWords } from "../derive/paths";
import { kept, shown, shownUnit } from "../derive/scale";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { recallName, rememberName } from "../live/memory";
import { useSending } from "../live/sending";
import { text } from "../strings";
import type { View } from "../view";
import type {
  AbsentNumber,
  Backtest,
  RuleChanges,
  RuleNumber,
  RuleSubject,
  Rules as AllRules,
  TriedAlert,
} from "../wire_rules";
import { Trouble } from "./trouble";

interface Props {
  of: RuleSubject;
  view: View;
}

type Drafts = Record<string, string>;

export function Rules({ of, view }: Props) {
  const { answer, refresh } = usePolled(`rules ${of.kind} ${of.id}`, () => http.rules(of));
  if (answer === null) return null;
  return (
    <section>
      <h2>{text.rules.heading}</h2>
      <details class="card pad">
        <summary>{text.rules.show[of.kind](answer.title)}</summary>
        <p class="hint">{text.rules.hint}</p>
        <Form of={of} rules={answer} view={view} onSaved={refresh} />
        <Past rules={answer} view={view} />
      </details>
    </section>
  );
}

const DATE = "yyyymmdd";

/** A number as it is typed: a date as a date, everything else in the reader's unit. */
function written(value: number, unit: string): string {
  const digits = String(shown(value, unit));
  return unit === DATE ? `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}` : digits;
}

/** A number with its unit, as people read it. */
function named(value: number, unit: string): string {
  return withUnit(written(value, unit), unit === DATE ? "" : shownUnit(unit));
}

/** What was typed, as the number that is kept. */
function read(draft: string, unit: string): number {
  return unit === DATE ? Number(draft.replaceAll("-", "")) : kept(Number(draft), unit);
}

/** The same, asked for only once somebody opens it: where many stand on one page. */
export function RulesOnDemand({ of, view }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.rules.heading}</summary>
      {isOpen && <Rules of={of} view={view} />}
    </details>
  );
}

/** What was typed and differs from what holds now. */
function changesOf(rules: AllRules, drafts: Drafts): RuleChanges {
  const changes: RuleChanges = {};
  for (const one of rules.numbers) {
    const draft = drafts[one.path];
    if (draft === undefined) continue;
    if (draft.trim() === "") {
      if (one.own) changes[one.path] = null;
    } else if (read(draft, one.unit) !== one.value) changes[one.path] = read(draft, one.unit);
  }
  for (const one of rules.absent) {
    const draft = drafts[one.path]?.trim() ?? "";
    if (draft !== "") changes[one.path] = read(draft, one.unit);
  }
  return changes;
}

interface FormProps extends Props {
  rules: AllRules;
  onSaved: () => void;
}

function Form({ of, rules, view, onSaved }: FormProps) {
  const id = useId();
  const [drafts, setDrafts] = useState<Drafts>({});
  const [name, setName] = useState(recallName());
  const [why, setWhy] = useState("");
  const [tried, setTried] = useState<Backtest | null>(null);
  const [told, setTold] = useState("");
  const { isSending, trouble, sends } = useSending();
  const mayCommand = view.farm.summary.reader.may_command;
  const changes = changesOf(rules, drafts);
  const isChanged = Object.keys(changes).length > 0;

  const preview = async (): Promise<void> => {
    setTold(text.rules.looking);
    setTried(await http.backtest(of, changes));
    setTold("");
  };
  const save = async (): Promise<void> => {
    setTold("");
    await http.changeRules(of, { changes, by: name.trim(), note: why.trim() });
    rememberName(name.trim());
    setDrafts({});
    setTried(null);
    onSaved();
    setTold(text.rules.saved);
  };
  const field = (number: AbsentNumber, value: string, hint: string) => (
    <RuleField
      key={number.path}
      id={`${id}-${number.path}`}
      number={number}
      draft={drafts[number.path] ?? value}
      hint={hint}
      isFixed={!mayCommand}
      onDraft={(draft) => {
        setTried(null);
        setDrafts({ ...drafts, [number.path]: draft });
      }}
    />
  );
  return (
    <form class="assign" onSubmit={sends(save)}>
      {rules.numbers.map((one) => field(one, written(one.value, one.unit), hintOf(one)))}
      {rules.absent.length > 0 && (
        <details>
          <summary>{text.rules.absent}</summary>
          {rules.absent.map((one) => field(one, "", ""))}
        </details>
      )}
      {mayCommand && (
        <>
          {!isChanged && <p class="hint">{text.rules.unchanged}</p>}
          <button
            type="button"
            class="big-button"
            disabled={isSending || !isChanged}
            onClick={sends(preview)}
          >
            {text.rules.preview}
          </button>
          {tried !== null && <Told tried={tried} view={view} />}
          <label for={`${id}-by`}>{text.rules.by}</label>
          <input
            id={`${id}-by`}
            required
            maxLength={80}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <label for={`${id}-why`}>{text.rules.why}</label>
          <input
            id={`${id}-why`}
            maxLength={500}
            value={why}
            onInput={(event) => setWhy(event.currentTarget.value)}
          />
          <button type="submit" class="big-button" disabled={isSending || !isChanged || tried === null}>
            {text.rules.save}
          </button>
          <p role="status">{trouble === "" ? told : ""}</p>
          <Trouble words={trouble} />
        </>
      )}
    </form>
  );
}

/** Why a number is what it is. */
function hintOf(number: RuleNumber): string {
  if (!number.own) return number.note;
  const beneath = number.value_beneath;
  return text.rules.own(beneath === null ? null : named(beneath, number.unit));
}

interface NumberProps {
  id: string;
  number: AbsentNumber;
  draft: string;
  hint: string;
  isFixed: boolean;
  onDraft: (draft: string) => void;
}

function RuleField({ id, number, draft, hint, isFixed, onDraft }: NumberProps) {
  return (
    <>
      <label for={id}>{withUnit(pathWords(number.path), `(${shownUnit(number.unit)})`)}</label>
      <input
        id={id}
        type={number.unit === DATE ? "date" : "number"}
        step="any"
        disabled={isFixed}
        value={draft}
        placeholder={text.rules.reset}
        onInput={(event) => onDraft(event.currentTarget.value)}
      />
      {hint !== "" && <p class="hint">{hint}</p>}
    </>
  );
}

/** What the change would have told people, beside what the present rules did. */
function Told({ tried, view }: { tried: Backtest; view: View }) {
  const words = (alert: TriedAlert): [string, string] => [
    alert.title,
    when(parse(alert.raised_at) ?? 0, view.nowMs, view.zone),
  ];
  const gone = tried.present.filter((alert) => alert.only_here);
  const added = tried.changed.filter((alert) => alert.only_here);
  return (
    <div role="status">
      <p>{text.rules.counts(tried.present.length, tried.changed.length)}</p>
      <ul>
        {gone.map((alert) => (
          <li key={`- ${alert.cause} ${alert.raised_at}`}>{text.rules.gone(...words(alert))}</li>
        ))}
        {added.map((alert) => (
          <li key={`+ ${alert.cause} ${alert.raised_at}`}>{text.rules.added(...words(alert))}</li>
        ))}
      </ul>
      {gone.length + added.length === 0 && <p>{text.rules.same}</p>}
    </div>
  );
}

function Past({ rules, view }: { rules: AllRules; view: View }) {
  if (rules.history.length === 0) return null;
  const units = new Map([...rules.numbers, ...rules.absent].map((one) => [one.path, one.unit]));
  return (
    <ul>
      {rules.history.map((one) => (
        <li key={`${one.path} ${one.at}`}>
          {text.rules.changedBy(
            pathWords(one.path),
            one.value === null ? text.rules.asRecipe : named(one.value, units.get(one.path) ?? ""),
            one.by,
            when(parse(one.at) ?? 0, view.nowMs, view.zone),
          )}
          {one.note !== "" && ` (${one.note})`}
        </li>
      ))}
    </ul>
  );
}
