/** How this reader reads: what was chosen on the page before, else what the browser says. */

import { recallChoice, rememberChoice } from "./live/memory";

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

export const TEMPERATURES = ["C", "F"] as const;
export type Temperature = (typeof TEMPERATURES)[number];

export interface Reader {
  language: Language;
  temperature: Temperature;
}

/** The language that was chosen, else the first of those that the browser *wants* that there is. */
export function chooseLanguage(chosen: string, wants: readonly string[]): Language {
  const spoken = [chosen, ...wants].map((tag) => tag.toLowerCase().split("-")[0]);
  return spoken.flatMap((one) => LANGUAGES.filter((language) => language === one))[0] ?? "en";
}

/** °C unless °F was chosen: that a browser speaks American English does not say that its owner does. */
export function chooseTemperature(chosen: string): Temperature {
  return TEMPERATURES.find((one) => one === chosen) ?? "C";
}

/** The reader as a language tag (BCP 47), by which the service puts its own words. */
export function tagOf({ language, temperature }: Reader): string {
  return temperature === "F" ? `${language}-u-mu-fahrenhe` : language;
}

export const reader: Reader = {
  language: chooseLanguage(recallChoice("language"), navigator.languages),
  temperature: chooseTemperature(recallChoice("temperature")),
};

/** Read otherwise from now on: all of the page, and all that the service says, is asked for anew. */
export function readOtherwise(change: Partial<Reader>): void {
  for (const [name, chosen] of Object.entries(change)) rememberChoice(name, chosen);
  location.reload();
}
