/** One product: how long it keeps at which temperature, and every number with its source. */

import { parse, when } from "../derive/instants";
import { fixed, withUnit } from "../derive/numbers";
import { CELSIUS, shown, shownUnit } from "../derive/scale";
import { namesOf, type Table, tables } from "../derive/products";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { LifeChart } from "../parts/life_chart";
import { ProductForm } from "../parts/product_form";
import { Rules } from "../parts/rules";
import { Trouble } from "../parts/trouble";
import { called, text } from "../strings";
import type { View } from "../view";
import type { LifeAt, ProductDetail, SourcedNumber } from "../wire_products";

export function ProductPage({ id, view }: { id: string; view: View }) {
  const { answer, trouble, refresh } = usePolled(`product ${id}`, () => http.product(id));
  return (
    <main id="main" tabIndex={-1} class="products">
      {trouble !== "" && <Trouble words={text.products.failed(trouble)} />}
      {answer === null && trouble === "" && <p class="none">{text.products.loading}</p>}
      {answer !== null && <Known product={answer} view={view} onChange={refresh} />}
    </main>
  );
}

interface KnownProps {
  product: ProductDetail;
  view: View;
  onChange: () => void;
}

function Known({ product, view, onChange }: KnownProps) {
  const [own, other] = namesOf(product);
  return (
    <>
      <h1>
        {own.name}{" "}
        <small>
          <span lang={other.language}>{other.name}</span> · <i lang="la">{product.scientific_name}</i>
        </small>
      </h1>
      <p class="hint">
        {product.changed_at === null
          ? text.products.origins[product.origin]
          : text.products.saidBy(product.changed_by, clock(product.changed_at, view))}
        {product.beneath !== null && `. ${text.products.beneath}`}
      </p>
      {product.note !== "" && <p lang="en">{product.note}</p>}
      <section class="card fresh-life" aria-labelledby="life">
        <h2 id="life">{text.products.life}</h2>
        <p class="hint">{product.kinetics}</p>
        <div class="fresh-life-parts">
          <LifeChart name={own.name} life={product.life} />
          <Lives product={product} />
        </div>
      </section>
      {tables(product.numbers, Object.keys(text.products.tables)).map((table) => (
        <Numbers key={table.key} table={table} product={product} />
      ))}
      {view.farm.summary.reader.may_command && <ProductForm product={product} onChange={onChange} />}
      <Rules of={{ kind: "product", id: product.id }} view={view} />
      <Changes product={product} view={view} />
    </>
  );
}

function Lives({ product }: { product: ProductDetail }) {
  return (
    <table class="lives">
      <thead>
        <tr>
          <th scope="col">{text.products.at}</th>
          <th scope="col">{text.products.careful}</th>
          <th scope="col">{text.products.median}</th>
          <th scope="col">{text.products.hopeful}</th>
        </tr>
      </thead>
      <tbody>
        {product.life.map((one) => (
          <tr key={one.temperature_c}>
            <th scope="row">
              {withUnit(plain(shown(one.temperature_c, CELSIUS)), shownUnit(CELSIUS))}
              <small>{remark(one, product)}</small>
            </th>
            <td>{rounded(one.days.p20)}</td>
            <td>{rounded(one.days.p50)}</td>
            <td>{rounded(one.days.p80)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Numbers({ table, product }: { table: Table; product: ProductDetail }) {
  return (
    <section class="card numbers">
      <h2>{called(text.products.tables, table.key)}</h2>
      <dl>
        {table.rows.map(({ label, number }) => (
          <div key={number.path}>
            <dt>{title(number, label, product)}</dt>
            <dd>
              <b>{value(number)}</b>
              <span>{number.note === "" ? number.grade_meaning : text.of(number.grade_meaning, number.note)}</span>
              {number.sources.length > 0 && (
                <details>
                  <summary>{text.products.sources}</summary>
                  {number.sources.map((source) => (
                    <p key={source}>{source}</p>
                  ))}
                </details>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Changes({ product, view }: { product: ProductDetail; view: View }) {
  return (
    <section>
      <h2>{text.products.changes}</h2>
      <ul class="none">
        {product.changes.map((one) => (
          <li key={one.at}>
            {clock(one.at, view)}: {one.who} {one.taken_back ? text.products.tookBack : text.products.changed}
          </li>
        ))}
      </ul>
      <p class="hint">{text.products.how}</p>
    </section>
  );
}

function clock(instant: string, view: View): string {
  return when(parse(instant) ?? 0, view.nowMs, view.zone);
}

function remark(one: LifeAt, product: ProductDetail): string {
  if (one.temperature_c === product.planned_temperature_c) return ` ${text.products.planned}`;
  return one.in_observed_range ? "" : ` ${text.products.extrapolated}`;
}

/** Half days above two, six hours below: no figure pretends to be better known. Rounded down. */
function rounded(days: number): string {
  if (days >= 2) return withUnit(plain(Math.floor(days * 2) / 2), text.units.d);
  return withUnit(plain(Math.floor((days * 24) / 6) * 6), text.units.h);
}

function plain(value: number): string {
  return fixed(value, 3).replace(/\.?0+$/, "");
}

function value(number: SourcedNumber): string {
  const unit = number.unit === "-" ? "" : shownUnit(number.unit);
  const turned = (one: number): string => plain(shown(one, number.unit));
  const known = withUnit(turned(number.value), unit);
  if (number.low === null && number.high === null) return known;
  const ends = text.products.range(turned(number.low ?? number.value), turned(number.high ?? number.value));
  return `${known} (${ends})`;
}

/** What a number is called: a packaging by its title, since it has no other number. */
function title({ path }: SourcedNumber, label: string, product: ProductDetail): string {
  const [table, id] = path.split(".");
  const packaging = table === "packaging" ? product.packagings.find((one) => one.id === id) : undefined;
  return packaging?.title ?? label;
}
