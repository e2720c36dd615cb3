/** The path of a number, such as "observed_life.at_2_5.life", as people read it. */

import { text } from "../strings";
import { temperature } from "./values";

const AT = /^at_(\d+)(?:_(\d+))?$/;

export function pathWords(path: string, joint = " · "): string {
  return path.split(".").map(partWords).join(joint);
}

function partWords(part: string): string {
  const found = AT.exec(part);
  if (found !== null) return text.at(temperature(Number(`${found[1]}.${found[2] ?? 0}`)));
  return text.numbers[part] ?? part.replaceAll("_", " ");
}
