import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Quantity } from "../support/experiments.ts";
import { readRun, shortTraining, submitOne, waitFor, waitForEnd } from "../support/experiments.ts";
import { ask, contractDocument } from "../support/graphql.ts";
import { startLab } from "../support/lab.ts";
import type { Execution } from "../support/notebook.ts";
import { displayed, executeNotebook, printed, withNotebook } from "../support/notebook.ts";
import type { System } from "../support/system.ts";
import type { TcpProxy } from "../support/tcp-proxy.ts";
import { openTcpProxy } from "../support/tcp-proxy.ts";

interface Row {
  rank: number;
  result: { url: string; techniques: string[]; institution: { name: string }; modelVersion: { model: { name: string } } };
  seedCount: number;
  quality: { value: number; interval: { low: number; high: number } };
  trainingEnergy: Quantity;
  carbon: Quantity;
}
interface Column {
  [figure: string]: Record<string, unknown>;
}

const createKey = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key } ... on UserErrors { errors { message } } } }`;
const newestRun = `{ runs(first: 1) { nodes { id state experiment { name } } totalCount } }`;

/** What the notebook's DataFrames hold, as JSON, and its own way to show a figure that is null. */
const probes = {
  "probe-board": `print(json.dumps([{group: {part: None if pd.isna(value) else value for part, value in row[group].items()} for group in board.columns.levels[0]} for _, row in board.iterrows()], default=lambda value: value.item()))`,
  "probe-result": `print(json.dumps({"run": run_id, "sequences": sequences, "figures": {name: result.loc[name].to_dict() for name in result.index}}))`,
  "probe-null": `
row = {**leaderboard["rows"]["nodes"][0], "carbon": None}
frame = board_frame([row])
print(json.dumps([bool(frame["carbon"].isna().all(axis=None)), *shown(frame)["carbon"].iloc[0]]))`,
  "probe-resume": `print(json.dumps([event["sequence"] for event in events(run_id, after=sequences[-3])]))`,
};

withNotebook("the notebook", () => {
  let system: System;
  let token: string;
  let proxy: TcpProxy;
  let key: string;
  let rows: Row[];
  let execution: Execution;
  let result: { run: string; sequences: number[]; figures: Column };

  beforeAll(async () => {
    ({ system, token } = await startLab());
    proxy = await openTcpProxy(system.url);
    const runs = [await submitOne(system.url, token, "lab", shortTraining("First")), await submitOne(system.url, token, "lab", { ...shortTraining("Second"), seeds: [3] })];
    const ended = await Promise.all(runs.map((id) => waitForEnd(system.url, token, id)));
    await ask(system.url, await contractDocument("publish.graphql"), { input: { results: ended.map((run) => run.result!.id), title: "Two nets", disciplines: ["COMPUTER_SCIENCE"] } }, token);
    const { createApiKey } = await ask<{ createApiKey: { key: string } }>(system.url, createKey, { input: { institution: "lab-university", name: "Notebook", scopes: ["read", "submit"] } }, token);
    key = createApiKey.key;
    rows = (await ask<{ leaderboard: { rows: { nodes: Row[] } } }>(system.url, await contractDocument("board.graphql"), { task: "digits" })).leaderboard.rows.nodes;

    const executing = executeNotebook({ JOULEMARK_URL: proxy.url, JOULEMARK_TOKEN: key }, probes);
    await waitFor(() => system.ask<{ runs: { nodes: { id: string; state: string }[]; totalCount: number } }>(newestRun, {}, token), (seen) => seen.runs.totalCount > runs.length && seen.runs.nodes[0]!.state !== "QUEUED", 120);
    proxy.restore(); // every connection breaks, and with it the stream the notebook follows
    execution = await executing;
    if (execution.code !== 0) throw new Error(execution.said);
    result = JSON.parse(printed(execution.outputs["probe-result"])) as typeof result;
  });
  afterAll(async () => {
    await proxy?.close();
    await system?.stop();
  });

  test("holds the board of this installation in its DataFrame, with unit, interval, method, boundary and source", () => {
    const frame = JSON.parse(printed(execution.outputs["probe-board"])) as Column[];
    expect(rows.length).toBe(2);
    const parts = ({ interval, ...figure }: Quantity) => ({ ...figure, ...interval });
    expect(frame).toEqual(
      rows.map(({ result: { url, techniques, institution, modelVersion }, quality, trainingEnergy, carbon, seedCount }) => ({
        result: expect.objectContaining({ url, techniques: techniques.join(", "), institution: institution.name, model: modelVersion.model.name, seeds: seedCount }) as unknown,
        quality: { value: quality.value, ...quality.interval },
        trainingEnergy: parts(trainingEnergy),
        carbon: parts(carbon),
        inferenceEnergyPerThousand: expect.objectContaining({ unit: "J" }) as unknown,
        cost: expect.objectContaining({ unit: "USD" }) as unknown,
      })),
    );
  });

  test("shows that board as a table and as a picture of energy against accuracy", () => {
    const table = displayed(execution.outputs.board, "text/html") as string;
    for (const { trainingEnergy, result: { institution } } of rows) {
      expect(table).toContain(`<td>${institution.name}</td>`);
      expect(table).toContain(trainingEnergy.method);
    }
    const picture = displayed(execution.outputs.picture, "application/vnd.vegalite.v5+json") as { data: { values: { joules: number; quality: number }[] } };
    expect(picture.data.values).toMatchObject(rows.map(({ trainingEnergy, quality }) => ({ joules: trainingEnergy.value, quality: quality.value })));
  });

  test("keeps a figure that was not measured as null and shows it as not measured, not as 0", () => {
    expect(JSON.parse(printed(execution.outputs["probe-null"]))).toEqual([true, "not measured", "", "", "", "", "", "", ""]);
  });

  test("submits one experiment and follows it, over a connection that breaks, without losing or doubling an event", async () => {
    const events = await system.events(result.run, token);
    expect(result.sequences).toEqual(events.map(({ sequence }) => sequence));
    expect(printed(execution.outputs.follow)).toMatch(/RUNNING\n[^]*step +\d+, epoch[^]*SUCCEEDED\n/);
    expect(JSON.parse(printed(execution.outputs["probe-resume"]))).toEqual(result.sequences.slice(-2));
  });

  test("ends with the figures of its run: accuracy with interval, joules with method and boundary, carbon", async () => {
    const run = await readRun(system.url, token, result.run);
    const [accuracy] = run.metrics;
    const { interval, ...energy } = run.trainingEnergy!;
    expect(result.figures.accuracy).toMatchObject({ value: accuracy!.value, ...accuracy!.interval });
    expect(result.figures.trainingEnergy).toEqual({ ...energy, ...interval });
    expect(result.figures.carbon).toMatchObject({ unit: "gCO2e", method: "ESTIMATED" });
    expect(printed(execution.outputs.result)).toContain(`/results/${run.result!.id}`);
    const picture = displayed(execution.outputs["picture-with-run"], "application/vnd.vegalite.v5+json") as { data: { values: object[] } };
    expect(picture.data.values.at(-1)).toMatchObject({ label: "this run", joules: energy.value, quality: accuracy!.value });
  });

  test("submits nothing more when it is run again, and tells who has no key, a wrong one, or a wrong address what to do, without a stack", async () => {
    const totalCount = async (): Promise<number> => (await system.ask<{ runs: { totalCount: number } }>(newestRun, {}, token)).runs.totalCount;
    const before = await totalCount();
    const again = (environment: Record<string, string>) => executeNotebook({ JOULEMARK_URL: system.url, ...environment });
    const [same, without, wrong, astray] = await Promise.all([again({ JOULEMARK_TOKEN: key }), again({}), again({ JOULEMARK_TOKEN: "jm_wrong" }), again({ JOULEMARK_URL: "http://127.0.0.1:9" })]);
    expect([same.code, await totalCount()]).toEqual([0, before]);
    const makeOne = `Make a key with the scopes read and submit at ${system.url}/account`;
    expect(without).toMatchObject({ code: 1, said: expect.stringMatching(/^JOULEMARK_TOKEN is not set[^\n]*\n$/) as unknown });
    expect(wrong).toMatchObject({ code: 1, said: expect.stringMatching(/^JOULEMARK_TOKEN is refused[^\n]*\n$/) as unknown });
    for (const { said } of [without, wrong]) expect(said).toContain(makeOne);
    expect(astray).toMatchObject({ code: 1, said: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9 does not answer[^\n]*JOULEMARK_URL[^\n]*\n$/) as unknown });
  });
});
