/** Every word that the page shows, in the reader's language. */

import { english } from "./words/en";

/** What every language has to say: a text that is missing, or one that no page shows, fails the type check. */
export type Catalogue = typeof english;

export const text: Catalogue = english;

/** What people call a thing that the service names by a key; a key that no table has stands for itself. */
export function called(table: Readonly<Record<string, string>>, key: string): string {
  return table[key] ?? key;
}
