/** The words about the rules of places, products and lots. */

export const rules = {
  heading: "Rules",
  show: {
    place: (recipe: string) => `Every number it is watched by (recipe: ${recipe})`,
    product: (name: string) => `Every number that lots of ${name} are judged by`,
    lot: (name: string) => `Every number that ${name} is judged by`,
  },
  hint: "Change a number, look at what it would have told you, then save.",
  own: (value: string | null) => (value === null ? "set here" : `set here; it would be ${value}`),
  reset: "empty: as without a number of its own",
  absent: "Numbers that may be set besides",
  by: "Your name",
  why: "Why (others will read it)",
  preview: "Show what this would have told in 30 days",
  looking: "Replaying 30 days …",
  save: "Save these rules",
  saved: "Saved. They hold from now on.",
  unchanged: "Nothing is changed yet.",
  counts: (present: number, changed: number) =>
    `As it is: ${alerts(present)}. With the change: ${alerts(changed)}.`,
  gone: (what: string, when: string) => `no longer: ${what}, ${when}`,
  added: (what: string, when: string) => `new: ${what}, ${when}`,
  same: "The same alerts, perhaps at other times.",
  changedBy: (path: string, value: string, by: string, when: string) =>
    `${path}: ${value}, by ${by}, ${when}`,
  asRecipe: "no number of its own",
};

function alerts(count: number): string {
  return count === 1 ? "1 alert" : `${count} alerts`;
}
