import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { encodeGlobalId } from "../domain/global-id.ts";
import { startTestApi, type TestApi } from "../test-api.ts";
import { makeLab } from "../test-worker.ts";

let api: TestApi;
let institutionId: string;
beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
  ({ id: institutionId } = await api.db.institution.findFirstOrThrow());
}, 60_000);
afterAll(() => api.close());

let made = 0;
const makeModel = (visibility: "PUBLIC" | "PRIVATE") => api.db.model.create({ data: { slug: `m${++made}`, name: `M${made}`, institutionId, visibility } });
const makeVersion = (modelId: string, label: string) => api.db.modelVersion.create({ data: { modelId, label, parameterCount: 10, sizeBytes: 40, networkSha256: "ab".repeat(32) } });
const draw = (parent: { id: string }, child: { id: string }) => api.db.lineageEdge.create({ data: { parentId: parent.id, childId: child.id, technique: "distill", parameters: [], parameterCountDelta: 0, sizeBytesDelta: -4 } });

interface Lineage {
  model: { lineage: { totalCount: number; nodes: { parent: { label: string }; child: { label: string } }[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } } };
}
const query = `query ($id: ID!, $after: String) { model(id: $id) { lineage(first: 50, after: $after) { totalCount nodes { technique sizeBytesDelta parent { label parents { version { label } } } child { label } } pageInfo { endCursor hasNextPage } } } }`;
const lineageOf = async (model: { id: string }, token: string | null, after: string | null = null) => (await api.send<Lineage>(query, { id: encodeGlobalId("Model", model.id), after }, token)).data.model.lineage;

test("the lineage of a model has every step that made a version of it or began with one, newest first, page by page", async () => {
  const [own, other] = [await makeModel("PUBLIC"), await makeModel("PUBLIC")];
  const base = await makeVersion(other.id, "base");
  const versions = [];
  for (let index = 0; index < 120; index += 1) {
    versions.push(await makeVersion(own.id, `v${index}`));
    await draw(base, versions[index]!);
  }
  await draw(versions[0]!, await makeVersion(other.id, "grandchild"));
  const first = await lineageOf(own, null);
  expect([first.totalCount, first.nodes.length, first.nodes[0]!.child.label, first.nodes[1]!.child.label]).toEqual([121, 50, "grandchild", "v119"]);
  const labels = first.nodes.map(({ child }) => child.label);
  for (let page = first; page.pageInfo.hasNextPage; ) {
    page = await lineageOf(own, null, page.pageInfo.endCursor);
    labels.push(...page.nodes.map(({ child }) => child.label));
  }
  expect(new Set(labels).size).toBe(121);
});

test("a step is shown to who may see both its ends, and to nobody else", async () => {
  const [open, hidden] = [await makeModel("PUBLIC"), await makeModel("PRIVATE")];
  const [middle, secret, later] = [await makeVersion(open.id, "middle"), await makeVersion(hidden.id, "secret"), await makeVersion(open.id, "later")];
  await draw(secret, middle);
  await draw(middle, later);
  await draw(middle, await makeVersion(hidden.id, "kept back"));
  const labels = ({ nodes, totalCount }: Lineage["model"]["lineage"]) => [totalCount, ...nodes.map(({ parent, child }) => `${parent.label} → ${child.label}`)];
  expect(labels(await lineageOf(open, null))).toEqual([1, "middle → later"]);
  expect(JSON.stringify(await lineageOf(open, null))).not.toMatch(/secret|kept back/);
  expect(labels(await lineageOf(open, api.adminToken))).toEqual([3, "middle → kept back", "middle → later", "secret → middle"]);
});
