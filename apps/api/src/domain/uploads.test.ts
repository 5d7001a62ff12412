import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Project } from "../storage/db.ts";
import { readableBlob } from "./artifacts.ts";
import { encodeGlobalId } from "./global-id.ts";
import type { Assignment } from "./runs/claim.ts";
import { releaseRun } from "./runs/release.ts";
import type { World } from "./test-world.ts";
import { administrator, anonymous, checkpoint, claim, makeProject, makeResult, memberOf, openWorld, refOf, submit, succeed, upload } from "./test-world.ts";
import { tidyUp } from "./tidy-up.ts";
import { receiveUpload } from "./uploads.ts";

let world: World;
let project: Project;
let assignment: Assignment;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.db.run.updateMany({ where: { state: "QUEUED" }, data: { state: "CANCELLED" } });
  ({ project } = await makeProject(world));
  await submit(world, project);
  assignment = await claim(world);
});

const shaOf = (text: string): string => createHash("sha256").update(text).digest("hex");
const later = (hours: number) => () => new Date(Date.now() + hours * 3_600_000);
const collect = (hours = 25) => tidyUp(world.as(administrator, later(hours)));
const stored = (sha256: string): Promise<number | null> => world.as(administrator).blobs.size(sha256);

describe("an upload", () => {
  const send = (change: Partial<Parameters<typeof receiveUpload>[1]>) =>
    receiveUpload(world.as(anonymous), { attempt: refOf(assignment), kind: "artifacts", name: "a.bin", mediaType: "application/octet-stream", sha256: shaOf("bytes"), checkpoint: null, body: Readable.from([Buffer.from("bytes")]), ...change });

  test("whose hash is not what was said, whose name leads elsewhere, or that is a checkpoint without a step is refused, and nothing is noted", async () => {
    for (const change of [{ sha256: shaOf("other") }, { name: "../a" }, { name: "a/b" }, { kind: "checkpoints" as const }]) await expect(send(change)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await world.db.attemptUpload.count({ where: { runId: assignment.run.id } })).toBe(0);
    expect(await stored(shaOf("other"))).toBeNull();
  });

  test("that breaks off is a fault, not a refusal, and leaves nothing", async () => {
    const broken = Readable.from((function* () {
      yield Buffer.from("half");
      throw new Error("the line was cut");
    })());
    await expect(send({ body: broken, sha256: shaOf("half and half") })).rejects.toThrow("the line was cut");
    expect(await world.db.attemptUpload.count({ where: { runId: assignment.run.id } })).toBe(0);
  });

  test("of a name sent again takes the place of the first", async () => {
    await upload(world, assignment, "a.bin", "first");
    await upload(world, assignment, "a.bin", "second");
    expect(await world.db.attemptUpload.findMany({ where: { runId: assignment.run.id } })).toMatchObject([{ name: "a.bin", sha256: shaOf("second") }]);
  });

  test("whose attempt is lost while it comes in is refused after it", async () => {
    const slow = Readable.from((async function* () {
      yield Buffer.from("by");
      await releaseRun(world.as(anonymous), { attempt: refOf(assignment), reason: "lost" });
      yield Buffer.from("tes");
    })());
    await expect(send({ body: slow })).rejects.toMatchObject({ code: "STALE_ATTEMPT" });
  });
});

describe("a checkpoint", () => {
  test("supersedes all but the one before it, and the bytes of those superseded go with the next collection", async () => {
    const hashes = [await checkpoint(world, assignment, 10, 1), await checkpoint(world, assignment, 20, 2), await checkpoint(world, assignment, 30, 3)];
    expect((await world.db.checkpoint.findMany({ where: { runId: assignment.run.id }, orderBy: { step: "asc" } })).map(({ step }) => step)).toEqual([20, 30]);
    expect(await Promise.all(hashes.map(stored))).not.toContain(null);
    await collect();
    expect((await Promise.all(hashes.map(stored))).map((size) => size !== null)).toEqual([false, true, true]);
  });

  test("of a run that is over goes too; what its report named stays, and so does what is younger than a day", async () => {
    const hash = await checkpoint(world, assignment, 10, 1);
    const leftover = await upload(world, assignment, "leftover.bin", "named by no report");
    await succeed(world, assignment);
    expect((await collect(1)).blobs).toBe(0);
    expect((await collect()).blobs).toBeGreaterThan(0);
    expect([await stored(hash), await stored(leftover.sha256)]).toEqual([null, null]);
    expect(await stored(shaOf(`model of ${assignment.run.id}`))).not.toBeNull();
  });

  test("uploaded anew while its old bytes are collected is there afterwards", async () => {
    for (let round = 0; round < 10; round++) {
      const content = `round ${round}`;
      await upload(world, assignment, "x.bin", content);
      await world.db.attemptUpload.deleteMany();
      await world.db.blob.updateMany({ data: { createdAt: new Date(0) } });
      const [, again] = await Promise.all([collect(0), upload(world, assignment, "x.bin", content)]);
      expect((await buffer(world.as(administrator).blobs.get(again.sha256))).toString()).toBe(content);
    }
  });
});

describe("the bytes of a blob are read", () => {
  test("by who may see what they belong to, and by nobody else who knows the hash", async () => {
    const { institution } = await makeProject(world);
    await succeed(world, assignment);
    const hash = shaOf(`model of ${assignment.run.id}`);
    expect(await readableBlob(world.as(administrator), hash, null)).toMatchObject({ sha256: hash, name: "model.safetensors" });
    for (const actor of [anonymous, memberOf(institution)]) expect(await readableBlob(world.as(actor), hash, null)).toBeNull();
  });

  test("by an attempt's token: its base version and those its steps name, its run's checkpoint, its own uploads; nothing of others, and nothing once it is over", async () => {
    await succeed(world, assignment);
    const teacher = await makeResult(world, project, {}, { name: "teacher" });
    const foreign = await makeResult(world, (await makeProject(world)).project, {}, { name: "foreign" });
    const second = await makeResult(world, project, {}, { name: "second teacher" });
    const [base, further] = [teacher, second].map(({ modelVersionId }) => encodeGlobalId("ModelVersion", modelVersionId));
    await submit(world, project, { name: "student", base: { modelVersion: base }, pipeline: [{ technique: "distill", student: { layers: [] }, teachers: [{ modelVersion: further, weight: 2 }] }] });
    const student = await claim(world);
    const hashes = { base: shaOf(`model of ${teacher.leadRunId}`), mine: (await upload(world, student, "a.bin", "mine")).sha256, checkpoint: await checkpoint(world, student, 5, 1) };
    const read = async (sha256: string, token = student.token): Promise<boolean> => (await readableBlob(world.as(anonymous), sha256, token)) !== null;
    expect([await read(hashes.base), await read(hashes.mine), await read(hashes.checkpoint)]).toEqual([true, true, true]);
    expect([await read(shaOf(`model of ${foreign.leadRunId}`)), await read(hashes.base, "guess"), await read(hashes.base, assignment.token)]).toEqual([false, false, false]);
    expect(student.baseFiles).toMatchObject([{ name: "model.safetensors", sha256: hashes.base }]);
    const named = shaOf(`model of ${second.leadRunId}`);
    expect(student.namedVersions).toMatchObject([{ name: further, label: "64-16-10 seed 1", files: [{ name: "model.safetensors", sha256: named }] }]);
    expect([await read(named), await read(named, assignment.token)]).toEqual([true, false]);
    await releaseRun(world.as(anonymous), { attempt: refOf(student), reason: "over" });
    expect([await read(hashes.base), await read(named)]).toEqual([false, false]);
  });
});
