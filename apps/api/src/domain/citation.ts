/** What a citation of a published result says. */
export interface Citable {
  title: string;
  /** As stated by whoever published; empty: the institution is the author. */
  authors: string[];
  institution: string;
  publishedAt: Date;
  sha256: string;
  /** Absolute address of the result. */
  url: string;
}

/** How to cite a published result, for LaTeX and for CITATION.cff; both name its sha256, so that a reader can tell it is the same. */
export const citationOf = (result: Citable): { bibtex: string; cff: string } => ({ bibtex: bibtex(result), cff: cff(result) });

function bibtex({ title, authors, institution, publishedAt, sha256, url }: Citable): string {
  const fields = {
    title: `{${tex(title)}}`,
    author: authors.length > 0 ? authors.map((author) => `{${tex(author)}}`).join(" and ") : `{${tex(institution)}}`,
    year: String(publishedAt.getUTCFullYear()),
    month: String(publishedAt.getUTCMonth() + 1),
    publisher: tex(institution),
    howpublished: `\\url{${url}}`,
    note: `Joulemark result, sha256 ${sha256}`,
  };
  const lines = Object.entries(fields).map(([key, value]) => `  ${key} = {${value}},`);
  return [`@misc{joulemark-${sha256.slice(0, 12)},`, ...lines, "}", ""].join("\n");
}

/** TeX's special characters, and braces, which would end a field. */
const specials: Record<string, string> = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "&": "\\&", "%": "\\%", $: "\\$", "#": "\\#", _: "\\_", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
const tex = (text: string): string => text.replace(/[\\{}&%$#_~^]/g, (character) => specials[character] ?? character).replace(/\s+/g, " ");

/** YAML whose strings are JSON's, which YAML 1.2 reads. Source: Citation File Format 1.2.0. */
function cff({ title, authors, institution, publishedAt, sha256, url }: Citable): string {
  const names = authors.length > 0 ? authors : [institution];
  return [
    "cff-version: 1.2.0",
    "message: Please cite this result as below.",
    "type: dataset",
    `title: ${JSON.stringify(title)}`,
    "authors:",
    ...names.map((name) => `  - name: ${JSON.stringify(name)}`),
    `date-released: ${publishedAt.toISOString().slice(0, 10)}`,
    `url: ${JSON.stringify(url)}`,
    "identifiers:",
    "  - type: other",
    `    value: ${JSON.stringify(`sha256:${sha256}`)}`,
    "    description: sha256 of the frozen result as canonical JSON",
    "",
  ].join("\n");
}
