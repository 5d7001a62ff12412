import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

type Catalogue = { [key: string]: string | Catalogue };
const read = (name: string): Catalogue => JSON.parse(readFileSync(new URL(`../../messages/${name}.json`, import.meta.url), "utf8")) as Catalogue;
const flat = (catalogue: Catalogue, prefix = ""): [string, string][] =>
  Object.entries(catalogue).flatMap(([key, value]): [string, string][] => (typeof value === "string" ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`)));

const en = new Map(flat(read("en")));
const zh = new Map(flat(read("zh")));
/** Placeholders and tags of a message. The branches of a plural, which differ by language, are words. */
const holes = (message: string): string[] =>
  [...new Set([...message.replaceAll(/(one|other|=0) \{[^{}]*\}/g, "").matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map((match) => match[1] ?? match[2] ?? ""))].sort();

test("both languages have the same keys", () => {
  expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
});
test("no text is empty", () => {
  expect([...en, ...zh].filter(([, text]) => text.trim() === "")).toEqual([]);
});
test.each([...en])("%s has the same places for values in Chinese", (key, text) => {
  expect(holes(zh.get(key) ?? "")).toEqual(holes(text));
});
test("what is written in Chinese is not the English text, names and symbols aside", () => {
  const same = [...en].filter(([key, text]) => zh.get(key) === text).map(([key]) => key);
  expect(same.sort()).toEqual(["board.seeds", "metric.f1", "site.name"]);
});
test("every text is used by a page, a feature or a primitive", () => {
  const root = new URL("../", import.meta.url);
  const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path) && !path.includes(".test."))
    .map((path) => readFileSync(new URL(encodeURI(path), root), "utf8")).join("\n");
  const unused = [...en.keys()].filter((key) => {
    const leaf = key.split(".").at(-1)!;
    const computed = [`\`${key.slice(0, -leaf.length)}\${`, ...["Title", "Axis"].filter((end) => leaf.endsWith(end)).map((end) => `}${end}\``)];
    return ![`"${key}"`, `"${leaf}"`, ...computed].some((use) => sources.includes(use));
  });
  expect(unused).toEqual([]);
});
test("in Chinese one thing has one name", () => {
  // Beside each name, others that readers would take for something else, and the texts where they do mean that.
  const names: [name: string, other: RegExp, meant: string[]][] = [
    ["成果 (result)", /结果/, ["energyAccount.outcome"]], ["榜单 (board)", /排行榜|排名榜/, []], ["执行节点 (worker)", /工作进程|工作节点/, []],
    ["部件 (component)", /组件/, []], ["负责人 (owner), 项目主管 (curator)", /机构的所有者|管理员/, []], ["推理 (predicting); 预测 is PROJECTED", /预测一个/, []],
  ];
  expect(names.flatMap(([name, other, meant]) => [...zh].filter(([key, text]) => other.test(text) && !meant.includes(key)).map(([key]) => `${key}: ${name}`))).toEqual([]);
});
