import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { graphql } from "graphql";
import type { Context } from "../context.ts";
import { encodeGlobalId } from "../domain/global-id.ts";
import { openDatabase } from "../storage/db.ts";
import { openTestDatabase, type TestDatabase } from "../storage/test-database.ts";
import { schema } from "./schema.ts";

const CHILDREN = 100_000;
const statements: string[] = [];
let database: TestDatabase;
let context: Context;
let parent: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database;
  const institution = await db.institution.create({ data: { slug: "big", name: "Big", type: "COMPANY", approvedAt: new Date() } });
  const project = await db.project.create({ data: { slug: "big", name: "Big", visibility: "PUBLIC", institutions: { create: { institutionId: institution.id, position: 0, acceptedAt: new Date() } } } });
  const experiment = await db.experiment.create({ data: { projectId: project.id, institutionId: institution.id, name: "Big", taskSlug: "digits", specification: {}, visibility: "PUBLIC", submittedBy: "a test" } });
  parent = encodeGlobalId("Experiment", experiment.id);
  await db.$executeRaw`
    INSERT INTO run (id, experiment_id, project_id, institution_id, position, seed)
    SELECT gen_random_uuid()::text, ${experiment.id}, ${project.id}, ${institution.id}, n, n FROM generate_series(1, ${CHILDREN}::int) AS n`;
  await db.$executeRaw`ANALYZE run`;
  const listening = openDatabase(database.url, { onStatement: (sql) => statements.push(sql) });
  context = { db: listening, actor: { kind: "anonymous" }, publicUrl: "http://joulemark.test" } as Context; // reads need no more of it
}, 120_000);
afterAll(async () => {
  await context.db.$disconnect();
  await database.close();
});

const ask = async (source: string): Promise<unknown> => {
  statements.length = 0;
  const { data, errors } = await graphql({ schema, source, contextValue: context, variableValues: { id: parent } });
  if (errors) throw errors[0]!;
  return data;
};
const readingRuns = (): string[] => statements.filter((sql) => /FROM "public"\."run"/.test(sql) && !/COUNT\(/i.test(sql.slice(0, 60)));

test.each([
  ["one parent", `query ($id: ID!) { experiment(id: $id) { id runs(first: 3) { nodes { seed } } } }`],
  ["a list of parents", `{ experiments(first: 5) { nodes { id runs(first: 3) { nodes { seed } } } } }`],
  ["a parent two levels up", `{ projects(first: 5) { nodes { experiments(first: 5) { nodes { runs(first: 3) { nodes { seed } } } } } } }`],
])("three of 100,000 children of %s are read by LATERAL and LIMIT, never all of them", async (_what, query) => {
  const data = JSON.stringify(await ask(query));
  expect(data.match(/"seed"/g)).toHaveLength(3);
  const sql = readingRuns();
  expect(sql).toHaveLength(1);
  expect(sql[0]).toMatch(/LATERAL/);
  expect(sql[0]).toMatch(/FROM "public"\."run".* LIMIT/s);
});

test("a statement that takes longer than 10 s is cut off by the server", async () => {
  expect(await database.db.$queryRaw`SHOW statement_timeout`).toEqual([{ statement_timeout: "10s" }]);
});
