import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type AccessWorld, openAccessWorld } from "../access/test-world.ts";
import { shortTraining } from "../test-worker.ts";
import { schema } from "./schema.ts";
import { operations } from "./test-operations.ts";

const COUNT = 2000;
const AT_ONCE = 8;

let world: AccessWorld;
beforeAll(async () => {
  world = await openAccessWorld();
}, 120_000);
afterAll(() => world.close());

interface Answer {
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** What must not reach a client. */
const inner = /\bat .*\.(ts|js|mjs):\d+|node_modules|SELECT .* FROM|prisma|P20\d\d|ECONN|\/work\/|\/tmp\//i;

test(`${COUNT} valid and nearly valid operations are answered or refused: no fault, no stack, no SQL`, async () => {
  const { subjects, institutions, publication, callers, api } = world;
  const ids = [...Object.values(subjects).flatMap(({ project: _slug, sha256: _hash, ...named }) => Object.values(named)), ...Object.values(institutions), publication];
  const slugs = [...Object.values(subjects).map(({ project }) => project), "home", "partner", "digits", "nowhere"];
  const cursors = ["", "eyJpZCI6MX0=", "R1BDOkk6MQ==", "R1BDOlM6YWJj", "!!!", ...ids];
  const seed = Number(process.env.FUZZ_SEED ?? 20_261_124);
  const sample = fc.sample(operations(schema, { ids, slugs, cursors, specifications: [shortTraining("fuzz"), { version: 1 }, {}] }), { numRuns: COUNT, seed });
  const faults: string[] = [];
  const codes = new Map<string, number>();
  const askers = callers.filter(({ name }) => ["stranger", "observer", "owner", "key", "operator"].includes(name));
  const ask = async ({ query }: { query: string }, index: number): Promise<void> => {
    const caller = askers[index % askers.length]!;
    const response = await fetch(`${api.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...caller.headers("read") },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    const { errors = [] } = JSON.parse(text) as Answer;
    for (const { extensions } of errors) codes.set(extensions?.code ?? "none", (codes.get(extensions?.code ?? "none") ?? 0) + 1);
    if (errors.length === 0) codes.set("answered", (codes.get("answered") ?? 0) + 1);
    const said = errors.map(({ message }) => message).join("\n");
    if (response.status >= 500 || errors.some(({ extensions }) => extensions?.code === "INTERNAL_SERVER_ERROR") || inner.test(said)) faults.push(`${caller.name}: ${query.slice(0, 600)}\n  → ${response.status} ${said.slice(0, 300)}`);
  };
  const rest = [...sample.entries()];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = rest.pop(); next; next = rest.pop()) await ask(next[1], next[0]);
  }));
  expect(faults).toEqual([]);
  expect(codes.get("answered")).toBeGreaterThan(COUNT / 5); // it is no test of the parser alone
}, 240_000);
