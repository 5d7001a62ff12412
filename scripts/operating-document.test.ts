import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { root } from "./node22.mjs";

const path = join(root, "docs", "operating.md");
const text = readFileSync(path, "utf8");
const read = (...parts: string[]): string => readFileSync(join(root, ...parts), "utf8");
const namesIn = (source: string, pattern: RegExp): string[] => [...source.matchAll(pattern)].map(([, name]) => name!);

/** From a heading to the next of its level. */
const sectionOf = (title: string): string => new RegExp(`^## ${title}\\n([^]*?)(?=^## )`, "m").exec(text)![1]!;

/** Variables that the env.ts files read: keys of their schemas, members of process.env, names that are passed on. */
function variablesRead(): string[] {
  const files = readdirSync(join(root, "apps")).map((app) => join("apps", app, "src", "env.ts")).filter((file) => existsSync(join(root, file)));
  expect(files).toHaveLength(3);
  const sources = files.map((file) => read(file));
  return sources.flatMap((source) => [...namesIn(source, /^ {2}([A-Z][A-Z0-9_]+):/gm), ...namesIn(source, /process\.env\.([A-Z][A-Z0-9_]+)/g), ...namesIn(/passedOn = \[([^\]]*)\]/.exec(source)?.[1] ?? "", /"([A-Z_]+)"/g)]);
}

/** Those that the commands and the installation read themselves. */
const readByScripts = (): string[] => ["start/options.ts", "start/programs.ts", "sign-in.ts", "demo-remove.ts", "bootstrap/cache.mjs"].flatMap((file) => namesIn(read("scripts", file), /(?:process\.env|environment)\.([A-Z][A-Z0-9_]+)/g));

test("every variable that an env.ts reads stands in the operator's settings, and every one that stands there is read", () => {
  const settings = sectionOf("Settings");
  const documented = new Set(namesIn(settings, /`([A-Z][A-Z0-9_]+)`/g));
  const known = new Set(variablesRead());
  expect([...known].filter((name) => !documented.has(name))).toEqual([]);
  expect([...documented].filter((name) => !known.has(name) && !readByScripts().includes(name))).toEqual([]);
  expect(known.size).toBeGreaterThan(25);
});

test(".env.example has the settings of the operator's table, and no other", () => {
  const example = namesIn(read(".env.example"), /^(?:# )?([A-Z][A-Z0-9_]+)=/gm);
  const table = namesIn(sectionOf("Settings"), /^\| `([A-Z_]+)` \|/gm);
  expect(example.filter((name) => !table.includes(name))).toEqual([]);
  expect(table.filter((name) => !example.includes(name)).toSorted()).toEqual(["JOULEMARK_EXECUTOR", "JOULEMARK_TOKEN", "XDG_CACHE_HOME"]);
});

test("its links lead somewhere, and the commands it names exist", () => {
  const headings = (file: string): string[] => namesIn(readFileSync(file, "utf8"), /^#+ (.+)$/gm).map((title) => title.toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-"));
  for (const link of namesIn(text, /\]\(([^)]+)\)/g).filter((each) => !each.startsWith("http"))) {
    const [file = "", anchor] = link.split("#");
    const target = file ? join(dirname(path), file) : path;
    expect([link, existsSync(target) && (!anchor || headings(target).includes(anchor))]).toEqual([link, true]);
  }
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  for (const script of namesIn(text, /npm run (?:--silent )?([\w:-]+)/g)) expect(scripts).toHaveProperty([script]);
});
