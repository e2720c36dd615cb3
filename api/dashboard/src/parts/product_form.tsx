/** One number of a product, changed by somebody here with a reason; and the way back. */

import { useId, useState } from "preact/hooks";
import { pathWords } from "../derive/paths";
import { changed } from "../derive/products";
import { kept, shownUnit } from "../derive/scale";
import { http } from "../live/http";
import { useSending } from "../live/sending";
import { text } from "../strings";
import type { ProductDetail } from "../wire_products";
import { Trouble } from "./trouble";

interface Props {
  product: ProductDetail;
  onChange: () => void;
}

export function ProductForm({ product, onChange }: Props) {
  const id = useId();
  const [path, setPath] = useState("limits.upper");
  const [value, setValue] = useState("");
  const [why, setWhy] = useState("");
  const { isSending, trouble, sends } = useSending();
  const unit = product.numbers.find((one) => one.path === path)?.unit ?? "";

  const change = async (): Promise<void> => {
    await http.putProduct(product.id, changed(product.definition, path, kept(Number(value), unit), why.trim()));
    setValue("");
    setWhy("");
    onChange();
  };
  return (
    <details class="card numbers">
      <summary>{text.products.change}</summary>
      <p class="hint">{text.products.changeHint}</p>
      <form class="assign" onSubmit={sends(change)}>
        <label for={`${id}-path`}>{text.products.which}</label>
        <select id={`${id}-path`} value={path} onChange={(event) => setPath(event.currentTarget.value)}>
          {product.numbers.map((one) => (
            <option key={one.path} value={one.path}>
              {pathWords(one.path)}
            </option>
          ))}
        </select>
        <label for={`${id}-value`}>{text.products.newValue(unit === "-" ? "" : shownUnit(unit))}</label>
        <input
          id={`${id}-value`}
          type="number"
          step="any"
          required
          value={value}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
        <label for={`${id}-why`}>{text.products.why}</label>
        <input id={`${id}-why`} required value={why} onInput={(event) => setWhy(event.currentTarget.value)} />
        <button type="submit" class="big-button" disabled={isSending}>
          {text.products.save}
        </button>
        <Trouble words={trouble} />
      </form>
      {product.origin === "people" && <TakeBack product={product} onChange={onChange} />}
    </details>
  );
}

function TakeBack({ product, onChange }: Props) {
  const { isSending, trouble, sends } = useSending();
  const takeBack = async (): Promise<void> => {
    await http.takeProductBack(product.id);
    onChange();
  };
  return (
    <>
      <button type="button" class="big-button" disabled={isSending} onClick={sends(takeBack)}>
        {text.products.takeBack}
      </button>
      <Trouble words={trouble} />
    </>
  );
}
