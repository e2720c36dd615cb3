/** The words about the rules of places. */

export const rules = {
  heading: "Rules",
  show: (recipe: string) => `Every number it is watched by (recipe: ${recipe})`,
  hint: "Change a number, look at what it would have told you, then save.",
  own: (value: string) => `this place's own; the recipe says ${value}`,
  reset: "empty: as in the recipe",
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
  asRecipe: "as in the recipe",
};

function alerts(count: number): string {
  return count === 1 ? "1 alert" : `${count} alerts`;
}
