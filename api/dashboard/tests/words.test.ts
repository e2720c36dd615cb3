import { describe, expect, test } from "vitest";

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

describe("texts", () => {
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
