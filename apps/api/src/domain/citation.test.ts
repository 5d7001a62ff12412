import { expect, test } from "@jest/globals";
import { citationOf } from "./citation.ts";

const result = { title: "50 % smaller: {digits} & more", authors: [], institution: "Université_1", publishedAt: new Date("2026-03-04T23:00:00Z"), sha256: "ab".repeat(32), url: "https://joulemark.example/results/AQg" };

test("BibTeX escapes what TeX would read, and names the institution where nobody is named", () => {
  expect(citationOf(result).bibtex).toBe(
    [
      "@misc{joulemark-abababababab,",
      "  title = {{50 \\% smaller: \\{digits\\} \\& more}},",
      "  author = {{Université\\_1}},",
      "  year = {2026},",
      "  month = {3},",
      "  publisher = {Université\\_1},",
      "  howpublished = {\\url{https://joulemark.example/results/AQg}},",
      `  note = {Joulemark result, sha256 ${"ab".repeat(32)}},`,
      "}",
      "",
    ].join("\n"),
  );
});

test("CITATION.cff has its version, a quoted title, every author and the date in UTC", () => {
  const lines = citationOf({ ...result, authors: ["Ada Lovelace", 'B "C"'] }).cff.split("\n");
  expect(lines[0]).toBe("cff-version: 1.2.0");
  expect(lines).toEqual(expect.arrayContaining([`title: ${JSON.stringify(result.title)}`, '  - name: "Ada Lovelace"', '  - name: "B \\"C\\""', "date-released: 2026-03-04"]));
});
