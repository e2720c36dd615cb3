import { describe, expect, test } from "vitest";
import { chinese } from "../src/words/zh";

const sources = import.meta.glob<string>(["../src/**/*.{ts,tsx}", "!../src/words/**"], {
  query: "?raw",
  import: "default",
  eager: true,
});

const LETTERS = "[A-Za-z\\u4e00-\\u9fff]";
const BETWEEN_TAGS = new RegExp(`>([^<>{}()=;&]*${LETTERS}[^<>{}()=;&]*)</`, "g");
const SPOKEN_ATTRIBUTE = new RegExp(`\\b(?:aria-label|alt|title|placeholder|label|hint)="([^"]*${LETTERS}[^"]*)"`, "g");
const SENTENCE = /["'`]([A-Z][a-z]+(?: [^"'`\n]*)?|[^"'`\n]*[\u4e00-\u9fff][^"'`\n]*)["'`]/g;
/** Words of protocols and of the browser, and the name of an error that no page shows. */
const NOT_READ = new Set(["Content-Type", "Accept-Language", "Infinity"]);

/** What a source says to people by itself. */
function textsIn(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, "");
  return [BETWEEN_TAGS, SPOKEN_ATTRIBUTE, SENTENCE]
    .flatMap((pattern) => [...code.matchAll(pattern)].map((match) => (match[1] ?? "").trim()))
    .filter((words) => !NOT_READ.has(words));
}

/** The texts of a catalogue with their paths; what depends on something as it is made. */
function flat(words: object, path = ""): [path: string, words: string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === "object" ? flat(value as object, `${path}${key}.`) : [[path + key, String(value)]],
  );
}

/** Names, units and signs that are the same in every language. */
const SHARED = /^(locale|product|numbers\.q10|units\..*|reader\..*|goods\.change|duty\.hours|devices\.quantities\.co2_ppm)$/;
const CHINESE = /[\u4e00-\u9fff，：（]/;

describe("texts", () => {
  test("of the Chinese page are in Chinese", () => {
    const texts = flat(chinese).filter(([path]) => !SHARED.test(path));
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.filter(([, words]) => !CHINESE.test(words))).toEqual([]);
  });

  test("stand in the catalogue, where every language has them, and nowhere else", () => {
    const found = Object.entries(sources).flatMap(([file, source]) =>
      textsIn(source).map((words) => `${file}: ${words}`),
    );
    expect(Object.keys(sources).length).toBeGreaterThan(50);
    expect(found).toEqual([]);
  });

  test("are found wherever a page could say them", () => {
    expect(textsIn("<p>No data</p>")).toEqual(["No data"]);
    expect(textsIn("<p class=\"none\">\n  没有数据\n</p>")).toEqual(["没有数据"]);
    expect(textsIn('<ul aria-label="what it marks">')).toEqual(["what it marks"]);
    expect(textsIn('const words = isOld ? "Old" : "";')).toEqual(["Old"]);
    expect(textsIn("<dd>{text.units.h}</dd> // No text")).toEqual([]);
  });
});
