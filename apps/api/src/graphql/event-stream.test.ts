import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startTestApi, type TestApi } from "../test-api.ts";
import { type ClaimedRun, contractDocument, makeLab, shortTraining, submitRuns, testWorker } from "../test-worker.ts";

interface Streamed {
  events: { sequence: number; kind: string; step: number | null }[];
  errors: { message: string; extensions: { code: string } }[];
  isComplete: boolean;
}

let api: TestApi;
let worker: ReturnType<typeof testWorker>;
beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
  worker = testWorker(api);
}, 60_000);
afterAll(() => api.close());

const open = (body: object, options: { token?: string | null; signal?: AbortSignal; accept?: string } = {}): Promise<Response> =>
  fetch(`${api.url}/graphql/stream`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: options.accept ?? "text/event-stream", ...(options.token === null ? {} : { authorization: `Bearer ${options.token ?? api.adminToken}` }) },
    body: JSON.stringify(body),
    ...(options.signal ? { signal: options.signal } : {}),
  });

/** Reads a stream until it completes, breaks, or `enough` of it was seen. */
async function read(response: Response, enough: (seen: Streamed) => boolean = () => false): Promise<Streamed> {
  const seen: Streamed = { events: [], errors: [], isComplete: false };
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const message = text.slice(0, end);
      text = text.slice(end + 2);
      if (message.startsWith("event: complete")) seen.isComplete = true;
      if (message.startsWith("event: next")) {
        const { data, errors } = JSON.parse(message.slice(message.indexOf("data: ") + 6)) as { data: { runEvents: Streamed["events"][number] } | null; errors?: Streamed["errors"] };
        if (data) seen.events.push(data.runEvents);
        seen.errors.push(...(errors ?? []));
      }
      if (enough(seen)) return seen;
    }
  }
  return seen;
}

const follow = async (id: string, after = 0): Promise<Response> => open({ query: await contractDocument("run-events.graphql"), variables: { id, after } });

async function claimNew(name: string): Promise<ClaimedRun> {
  await submitRuns(api, shortTraining(name));
  return (await worker.claim())!;
}

describe("the events of a run", () => {
  test("come as they happen, are numbered without a gap, and end after the last", async () => {
    const claimed = await claimNew("followed");
    const response = await follow(claimed.run.id);
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    const followed = read(response);
    for (let batch = 0; batch < 5; batch += 1) await worker.events(claimed, batch * 3, [0, 1, 2].map((index) => batch * 3 + index));
    await worker.report(claimed);
    const { events, isComplete } = await followed;
    expect(isComplete).toBe(true);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ kind }) => kind === "PROGRESS").map(({ step }) => step)).toEqual(Array.from({ length: 15 }, (_, index) => index));
    expect(events.at(-1)?.kind).toBe("STATE");
  });

  test("go on after a lost connection without a gap or a double", async () => {
    const claimed = await claimNew("resumed");
    const cut = new AbortController();
    const query = await contractDocument("run-events.graphql");
    const first = read(await open({ query, variables: { id: claimed.run.id, after: 0 } }, { signal: cut.signal }), ({ events }) => events.filter(({ kind }) => kind === "PROGRESS").length >= 3);
    await worker.events(claimed, 0, [0, 1, 2]);
    const head = await first;
    cut.abort();
    await worker.events(claimed, 3, [3, 4]);
    await worker.events(claimed, 3, [3, 4]); // sent again, as after a lost answer
    const rest = read(await follow(claimed.run.id, head.events.at(-1)!.sequence));
    await worker.events(claimed, 5, [5]);
    await worker.report(claimed);
    const all = await read(await follow(claimed.run.id));
    expect([...head.events, ...(await rest).events]).toEqual(all.events);
  });

  test("survive a listener that PostgreSQL cut off", async () => {
    const claimed = await claimNew("listener");
    const followed = read(await follow(claimed.run.id));
    await worker.events(claimed, 0, [0]);
    await api.db.$queryRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'joulemark-listener'`;
    await worker.events(claimed, 1, [1]);
    await worker.report(claimed);
    const { events, isComplete } = await followed;
    expect([events.filter(({ kind }) => kind === "PROGRESS").length, isComplete]).toEqual([2, true]);
  }, 20_000);
});

/** The sequence numbers in the whole messages of a piece of a stream; half a message at its end was never received. */
const numbersIn = (text: string): number[] => text.split("\n\n").slice(0, -1).flatMap((message) => (message.startsWith("event: next") ? [Number(/"sequence":(\d+)/.exec(message)![1])] : []));

/** Events come in small batches until `done`, at least 150 of them, then the report. */
async function produce(claimed: ClaimedRun, done: () => boolean): Promise<void> {
  let sent = 0;
  while (!done() || sent < 150) {
    const count = 1 + Math.floor(Math.random() * 4);
    await worker.events(claimed, sent, Array.from({ length: count }, (_, index) => sent + index));
    sent += count;
    await sleep(Math.random() * 10);
  }
  await worker.report(claimed);
}

describe("a reader whose connection breaks at random moments", () => {
  test("a hundred times has every event, each once", async () => {
    const claimed = await claimNew("a hundred cuts");
    const query = await contractDocument("run-events.graphql");
    const seen: number[] = [];
    let cuts = 0;
    const produced = produce(claimed, () => cuts >= 100);
    for (let isOver = false; !isOver; ) {
      const cut = new AbortController();
      let text = "";
      const timer = cuts < 100 ? setTimeout(() => cut.abort(), Math.random() * 40) : undefined;
      try {
        const response = await open({ query, variables: { id: claimed.run.id, after: seen.at(-1) ?? 0 } }, { signal: cut.signal });
        for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
      } catch {
        cuts += 1;
      }
      clearTimeout(timer);
      seen.push(...numbersIn(text));
      isOver = text.includes("event: complete");
    }
    await produced;
    expect(cuts).toBe(100);
    expect(seen.length).toBeGreaterThan(100);
    expect(seen).toEqual(seen.map((_, index) => index + 1));
    expect((await api.db.run.findFirstOrThrow({ where: { experiment: { name: "a hundred cuts" } } })).lastSequence).toBe(seen.length);
  }, 120_000);

  test("follows with curl, killed twenty times, as well", async () => {
    const claimed = await claimNew("curl");
    const query = await contractDocument("run-events.graphql");
    const seen: number[] = [];
    let kills = 0;
    const produced = produce(claimed, () => kills >= 20);
    for (let isOver = false; !isOver; ) {
      const body = JSON.stringify({ query, variables: { id: claimed.run.id, after: seen.at(-1) ?? 0 } });
      const curl = spawn("curl", ["-sN", `${api.url}/graphql/stream`, "-H", "accept: text/event-stream", "-H", "content-type: application/json", "-H", `authorization: Bearer ${api.adminToken}`, "-d", body]);
      let text = "";
      curl.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
      const timer = kills < 20 ? setTimeout(() => curl.kill("SIGKILL"), 20 + Math.random() * 100) : undefined;
      const signal = await new Promise<string | null>((resolve, reject) => curl.on("error", reject).on("close", (_code, name) => resolve(name)));
      clearTimeout(timer);
      if (signal) kills += 1;
      seen.push(...numbersIn(text));
      isOver = text.includes("event: complete");
    }
    await produced;
    expect(kills).toBe(20);
    expect(seen).toEqual(seen.map((_, index) => index + 1));
  }, 120_000);
});

describe("the stream", () => {
  test("tells a stranger that the run is not there", async () => {
    const [id] = await submitRuns(api, shortTraining("hidden"));
    const { errors, isComplete } = await read(await open({ query: await contractDocument("run-events.graphql"), variables: { id } }, { token: null }));
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: "NOT_FOUND" } })]);
    expect(isComplete).toBe(true);
  });

  test.each([
    ["a query", "{ tasks { slug } }", "BAD_USER_INPUT"],
    ["a mutation", "mutation { removeDemoData { __typename } }", "BAD_USER_INPUT"],
    ["a syntax error", "subscription {", "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", 'subscription { runEvents(id: "x") { secret } }', "GRAPHQL_VALIDATION_FAILED"],
    ["31 aliases", `subscription { runEvents(id: "x") { ${Array.from({ length: 31 }, (_, index) => `a${index}: step`).join(" ")} } }`, "TOO_MANY_ALIASES"],
    ["9 directives", `subscription { runEvents(id: "x") { step ${"@skip(if: false) ".repeat(9)}} }`, "TOO_MANY_DIRECTIVES"],
  ])("refuses %s", async (_what, query, code) => {
    const { errors, events } = await read(await open({ query }));
    expect([errors[0]?.extensions.code, events]).toEqual([code, []]);
  });

  test("answers a wrong token with 401, and who does not ask for events with 406", async () => {
    const query = await contractDocument("run-events.graphql");
    const response = await open({ query, variables: { id: "x" } }, { token: "jm_wrong" });
    expect([response.status, ((await response.json()) as Streamed).errors[0]?.extensions.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect((await open({ query }, { accept: "application/json" })).status).toBe(406);
  });
});

test("a stop of the server cuts a stream without completing it, so that its reader comes back", async () => {
  const own = await startTestApi();
  try {
    await makeLab(own);
    const [id] = await submitRuns(own, shortTraining("cut"));
    const response = await fetch(`${own.url}/graphql/stream`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream", authorization: `Bearer ${own.adminToken}` },
      body: JSON.stringify({ query: await contractDocument("run-events.graphql"), variables: { id } }),
    });
    const followed = read(response);
    const outcome = followed.then(({ isComplete }) => (isComplete ? "complete" : "ended"), () => "cut");
    await own.close();
    expect(await outcome).toBe("cut");
  } finally {
    await own.close().catch(() => undefined);
  }
}, 60_000);
