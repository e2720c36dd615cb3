/** The words of the pages about products. */

export const products = {
  heading: "Products",
  link: "Products: how long they keep, and how we know",
  back: "Products",
  search: "Search, in English, Chinese or Latin",
  count: (shown: number, all: number) => (shown === all ? `${all} products` : `${shown} of ${all} products`),
  none: "No product has that in a name.",
  loading: "Loading …",
  failed: (why: string) => `This could not be loaded: ${why}`,
  unknown: "There is no such product.",

  origins: {
    shipped: "As it came with Coldframe",
    file: "From your own file",
    people: "Said by somebody here",
  },
  saidBy: (who: string, when: string) => `Said by ${who}, ${when}`,
  beneath: "What it takes the place of is kept, and can be had back.",

  life: "How long fresh goods keep",
  chart: (name: string) => `Life of ${name} against temperature, with the range in which three in five lie`,
  temperature: "goods, °C",
  days: "days",
  at: "at",
  median: "half keep",
  careful: "four in five keep",
  hopeful: "one in five keeps",
  planned: "planned",
  extrapolated: "beyond what was seen",

  tables: {
    life: "Life",
    kinetics: "Kinetics",
    limits: "Limits that alerts go by",
    storage: "Storage",
    freezing: "Freezing",
    chilling: "Chilling injury",
    observed_life: "Life as it was observed",
    respiration: "Respiration",
    legal: "Law",
    label_alarm: "Alarms of the label",
    buyer: "Buyers",
    packaging: "Lag behind the air, by packaging",
  } as Readonly<Record<string, string>>,
  range: (low: string, high: string) => `${low} to ${high}`,
  sources: "Sources",

  changes: "Who changed it",
  changed: "changed it",
  tookBack: "took it back",
  how: "Programs change a product with PUT /api/v1/products, and take that back with DELETE.",
};
