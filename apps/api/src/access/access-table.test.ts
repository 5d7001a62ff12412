import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { isInterfaceType, isObjectType } from "graphql";
import { schema } from "../graphql/schema.ts";
import { routes } from "../http/routes.ts";
import { accessCases, prepareCases } from "./test-cases.ts";
import { type AccessWorld, openAccessWorld } from "./test-world.ts";

const file = new URL("../../access-table.md", import.meta.url);
const head = `# Who may do what

What every query, mutation, subscription, type of node and HTTP path answers to whom. Checked cell by cell against the running API by
\`src/access/access-table.test.ts\`; after a change that is meant, \`WRITE_ACCESS_TABLE=1 npm test -- access-table\` writes it anew, to be reviewed.

home leads the projects in question; partner works in them; other does neither; the roles are those of members of home, and so are the keys.
yes: it is shown or done. hidden: it is not there for them (\`NOT_FOUND\`, null, or missing from the list). no: \`NOT_ALLOWED\`. sign in: \`UNAUTHENTICATED\`. Else the code of the refusal.
`;

let world: AccessWorld;
let callers: string[];
beforeAll(async () => {
  world = await openAccessWorld();
  await prepareCases(world);
  callers = world.callers.map(({ name }) => name);
}, 120_000);
afterAll(() => world.close());

const line = (cells: string[]): string => `| ${cells.join(" | ")} |`;

describe("the access table", () => {
  test("says of every case what the API answers to every caller", async () => {
    const lines = [line(["what", "of", ...callers]), line(["---", "---", ...callers.map(() => "---")])];
    for (const accessCase of accessCases) {
      const cells: string[] = [];
      for (const caller of world.callers) cells.push(await accessCase.ask(world, caller));
      lines.push(line([accessCase.covers, accessCase.of, ...cells]));
    }
    const table = `${head}\n${lines.join("\n")}\n`;
    if (process.env.WRITE_ACCESS_TABLE) await writeFile(file, table);
    expect(table.split("\n")).toEqual((await readFile(file, "utf8")).split("\n"));
  }, 300_000);

  test("has a row for every root field, type of node and HTTP path", () => {
    const root = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) => Object.keys(type!.getFields()).map((field) => `${type!.name}.${field}`));
    const nodeType = schema.getType("Node");
    if (!isInterfaceType(nodeType)) throw new Error("There is no interface Node.");
    const types = schema.getPossibleTypes(nodeType).map(({ name }) => `Query.node: ${name}`);
    const covered = new Set(accessCases.map(({ covers }) => covers));
    const owed = [...root.filter((field) => field !== "Query.node"), ...types, ...routes.map((route) => `/${route}`)];
    expect(owed.filter((name) => !covered.has(name))).toEqual([]);
  });
});

/** Fields of a type that lead to nodes, as selections: directly, through a connection, or through a plain object. */
function waysToNodes(typeName: string): string[] {
  const ways: string[] = [];
  const follow = (name: string, open: string, close: string, depth: number): void => {
    const type = schema.getType(name);
    if (!isObjectType(type)) return;
    for (const field of Object.values(type.getFields())) {
      if (field.args.some((arg) => String(arg.type).endsWith("!") && arg.defaultValue === undefined)) continue;
      const target = String(field.type).replaceAll(/[[\]!]/g, "");
      const reached = schema.getType(target);
      if (!isObjectType(reached) || name.endsWith("Edge")) continue;
      const isNode = reached.getInterfaces().some((one) => one.name === "Node");
      if (isNode) ways.push(`${open} ${field.name} { id } ${close}`);
      else if (depth < 3 && target !== "PageInfo" && !target.endsWith("Edge")) follow(target, `${open} ${field.name} {`, `} ${close}`, depth + 1);
    }
  };
  follow(typeName, "", "", 0);
  return ways;
}

/** Every id in an answer, but for that at the top. */
function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "id" && typeof inner === "string" ? [inner] : idsIn(inner)));
}

// By induction: if no field of what one may see leads to what one may not see, no path does.
test("whatever a nested field shows, its reader may also ask for by itself", async () => {
  const { subjects, institutions, publication } = world;
  const all = [...Object.values(subjects).flatMap(({ project: _slug, sha256: _hash, ...ids }) => Object.values(ids)), ...Object.values(institutions), publication];
  const ask = async (caller: (typeof world.callers)[number], query: string, variables: object): Promise<{ data: { nodes: unknown[] }; errors?: unknown }> =>
    (await (await fetch(`${world.api.url}/graphql`, { method: "POST", headers: { "content-type": "application/json", ...caller.headers("read") }, body: JSON.stringify({ query, variables }) })).json()) as never;
  const nodeType = schema.getType("Node");
  if (!isInterfaceType(nodeType)) throw new Error("There is no interface Node.");
  const leaks: string[] = [];
  const visible = new Map<string, Map<string, boolean>>(); // by caller and id, asked once
  let ways = 0;
  let shown = 0;
  for (const { name } of schema.getPossibleTypes(nodeType)) {
    for (const way of waysToNodes(name)) {
      ways += 1;
      for (const caller of world.callers.filter((one) => one.name !== "expired key")) {
        const { data, errors } = await ask(caller, `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${name} { ${way} } } }`, { ids: all });
        if (errors) throw new Error(`${name} ${way}: ${JSON.stringify(errors)}`);
        const ids = [...new Set(idsIn(data.nodes))];
        shown += ids.length;
        const known = visible.get(caller.name) ?? new Map<string, boolean>();
        visible.set(caller.name, known);
        const unknown = ids.filter((id) => !known.has(id));
        for (let from = 0; from < unknown.length; from += 50) {
          const page = unknown.slice(from, from + 50);
          const seen = (await ask(caller, `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, { ids: page })).data.nodes;
          seen.forEach((node, index) => known.set(page[index]!, node !== null));
        }
        for (const id of ids) if (!known.get(id)) leaks.push(`${caller.name}: ${name} ${way.trim()} → ${id}`);
      }
    }
  }
  expect(leaks).toEqual([]);
  expect(ways).toBeGreaterThan(25);
  expect(shown).toBeGreaterThan(500);
}, 300_000);
