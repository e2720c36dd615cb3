/** Every word that the page shows, in the reader's language. */

import { type Language, reader } from "./reader";
import { english } from "./words/en";
import { chinese } from "./words/zh";

/** What every language has to say: a text that is missing, or one that no page shows, fails the type check. */
export type Catalogue = typeof english;

const catalogues: Readonly<Record<Language, Catalogue>> = { en: english, zh: chinese };

export const text = catalogues[reader.language];

/** Where on a place something hangs; what nobody has a word for is said as it was written. */
export function positionName(position: string): string {
  return called(text.devices.positions, position);
}

/** The position that somebody meant who wrote its name; other words are kept as they were written. */
export function positionNamed(name: string): string {
  return Object.entries(text.devices.positions).find(([, title]) => title === name)?.[0] ?? name;
}

/** What people call a thing that the service names by a key; a key that no table has stands for itself. */
export function called(table: Readonly<Record<string, string>>, key: string): string {
  return table[key] ?? key;
}
