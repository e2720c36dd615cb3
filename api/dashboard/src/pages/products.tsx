/** Every product that lots can be made of, looked for by any of its names. */

import { useState } from "preact/hooks";
import { having, namesOf } from "../derive/products";
import { http } from "../live/http";
import { usePolled } from "../live/polled";
import { Trouble } from "../parts/trouble";
import { toProduct } from "../route";
import { text } from "../strings";
import type { ProductSummary } from "../wire_products";

export function ProductsPage() {
  const { answer, trouble } = usePolled("products", http.products);
  const [wanted, setWanted] = useState("");
  const shown = having(answer ?? [], wanted);
  return (
    <main id="main" tabIndex={-1} class="products">
      <h1>{text.products.heading}</h1>
      <label class="search">
        {text.products.search}
        <input type="search" value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
      </label>
      {trouble !== "" && <Trouble words={text.products.failed(trouble)} />}
      {answer === null && trouble === "" && <p class="none">{text.products.loading}</p>}
      {answer !== null && (
        <p class="hint" role="status">
          {shown.length === 0 ? text.products.none : text.products.count(shown.length, answer.length)}
        </p>
      )}
      <ul class="card rows">
        {shown.map((product) => (
          <Row key={product.id} product={product} />
        ))}
      </ul>
    </main>
  );
}

function Row({ product }: { product: ProductSummary }) {
  const [own, other] = namesOf(product);
  return (
    <li>
      <a class="product-row" href={toProduct(product.id)}>
        <strong lang={own.language}>{own.name}</strong>
        <span lang={other.language}>{other.name}</span>
        <i lang="la">{product.scientific_name}</i>
        {product.origin !== "shipped" && <span>{text.products.origins[product.origin]}</span>}
      </a>
    </li>
  );
}
