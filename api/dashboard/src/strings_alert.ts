/** The words of an alert's own page: what people do with it, and what became of it. */

export const deeds = {
  heading: "What you can do",
  snooze: "Snooze",
  snoozeHint: "Quiet until then, unless it becomes severe. If it still lasts, people are told again.",
  snoozeFor: "Quiet for",
  minutes: (count: number) => (count < 60 ? `${count} min` : `${count / 60} h`),
  comment: "Comment",
  commentLabel: "What you see",
  photo: "Photo",
  photoLabel: "Picture",
  photoNote: "What it shows (optional)",
  photoFailed: "this picture cannot be read here",
  resolve: "Resolve with a reason",
  resolveHint:
    "Readings show no end of it. It opens again by itself if it gets worse, and the place stays on watch.",
  reason: "Why is nothing to be done?",
  reopen: "Reopen",
  reopenHint: "Nobody has it then, and people are called.",
  cause: "Root cause",
  causeLabel: "Why did it happen?",
  causeNote: "More (optional)",
  save: "Save",
  saving: "Sending …",
  snoozedUntil: (who: string, clock: string) => `${who} snoozed it until ${clock}`,
  resolvedBy: (who: string, why: string) => `Resolved by ${who}: ${why}`,
  causes: {
    door: "Door left open",
    cooling: "Cooling failed",
    heating: "Heating failed",
    power: "No power",
    setting: "Wrong setting",
    loading: "Warm goods loaded",
    weather: "Weather",
    watering: "Watering",
    sensor: "Sensor wrong",
    network: "Gateway or network",
    normal_use: "Normal use, rule too strict",
    other: "Something else",
  } as Readonly<Record<string, string>>,
  told: {
    sent: (to: string) => `Told through ${to}`,
    waiting: (to: string) => `Not through yet: ${to}`,
    "given up": (to: string) => `Given up: ${to}`,
  } as Readonly<Record<string, (to: string) => string>>,
  until: (clock: string) => `until ${clock}`,
  photoBy: (who: string) => `Photo by ${who}`,
};

export const silences = {
  heading: "Quiet times",
  begin: "Let it be quiet for a while",
  hint: "For work on the place: recording goes on, nobody is called. What is still bad at the end is told.",
  reason: "Why?",
  active: (clock: string) => `Nobody is called until ${clock}.`,
  coming: (start: string, end: string) => `Nobody will be called from ${start} to ${end}.`,
  why: (who: string, reason: string) => `${who}: ${reason}`,
  end: "End it now",
};

export const duty = {
  heading: "Who is called",
  link: "Who is called, and the last week",
  order: "In this order",
  nobody: "Nobody is entered yet: write people into the configuration, or send them to /api/v1/duty.",
  always: "at any time",
  hours: (hours: string, days: string) => (days === "" ? hours : `${hours}, ${days}`),
  days: {
    mon: "Mon",
    tue: "Tue",
    wed: "Wed",
    thu: "Thu",
    fri: "Fri",
    sat: "Sat",
    sun: "Sun",
  } as Readonly<Record<string, string>>,
  person: (name: string, ways: string, quiet: string | null) =>
    `${name}: ${ways}${quiet === null ? "" : `; quiet ${quiet}`}`,
  every: (minutes: number) => `The next is called after ${minutes} min without an answer.`,
  week: "The last seven days",
  tally: (alerts: number, severe: number, acted: number, after: number | null) =>
    `${alerts} ${alerts === 1 ? "alert" : "alerts"}, ${severe} severe, ${acted} acted on` +
    (after === null ? "." : `, usually after ${after} min.`),
  noisiest: (cause: string, place: string, count: number) =>
    `The rule that cried most: “${cause}” at ${place}, ${count} times.`,
};
