import { BoardDocument, ComparisonDocument, createClient, ExperimentsDocument, ProjectDocument } from "@joulemark/client";
import type { Client } from "@joulemark/client";
import { demoProject, publishDemo, readExperiment, seedInstitutions, submitDemo } from "../../prisma/seed.ts";
import type { DemoExperiment, DemoRole } from "../../prisma/seed.ts";
import { step } from "../progress.mjs";
import { boardLines, savingLine } from "./demo-board.ts";
import { markDemo } from "./demo-mark.ts";
import { followRuns } from "./demo-progress.ts";

export interface DemoOptions {
  url: string;
  /** The administrator's. */
  token: string;
  dataFolder: string;
  signal: AbortSignal;
}

/**
 * On an empty database: makes the demo data, runs its experiments, publishes them and prints the board. A start that was interrupted in
 * it goes on where it was. A demo that fails is told, and the installation serves all the same.
 */
export async function runDemo({ url, token, dataFolder, signal }: DemoOptions): Promise<void> {
  const admin = createClient({ url, token });
  if (!(await isWanted(admin))) return;
  try {
    await step("Demo institutions", () => seedInstitutions(admin));
    const experiments = await runExperiments(admin, signal);
    await step("Publication", () => publishDemo(admin, Object.values(experiments)));
    await printBoard(admin, experiments);
    markDemo(dataFolder, "done");
  } catch (error) {
    signal.throwIfAborted();
    console.error(`  ! The first experiments failed, and the next start goes on with them: ${(error as Error).message}`);
  }
}

/** A database that somebody uses already gets no demo data. */
async function isWanted(admin: Client): Promise<boolean> {
  if ((await admin.request(ProjectDocument, { slug: demoProject })).project) return true;
  return (await admin.request(ExperimentsDocument, { first: 1 })).experiments.totalCount === 0;
}

async function runExperiments(admin: Client, signal: AbortSignal): Promise<Record<DemoRole, DemoExperiment>> {
  const [teacher, student] = [await submitDemo(admin, "teacher"), await submitDemo(admin, "student")];
  await followRuns(admin, { teacher, student }, signal);
  const taught = await expectSucceeded(admin, teacher.id);
  // The first seed's version, not the best: choosing by the test split would use it twice.
  const version = taught.runs.nodes.toSorted((a, b) => a.seed - b.seed)[0]?.modelVersion?.id;
  if (!version) throw new Error("The teacher's first run has no version.");
  const distilled = await submitDemo(admin, "distilled", version);
  await followRuns(admin, { distilled }, signal);
  return { teacher: taught, student: await expectSucceeded(admin, student.id), distilled: await expectSucceeded(admin, distilled.id) };
}

async function expectSucceeded(admin: Client, id: string): Promise<DemoExperiment> {
  const experiment = await readExperiment(admin, id);
  const failed = experiment.runs.nodes.find(({ state }) => state !== "SUCCEEDED");
  if (failed) throw new Error(`${experiment.name}, seed ${failed.seed}: ${failed.state} ${failed.failure ? `${failed.failure.code}: ${failed.failure.message}` : ""}`);
  return experiment;
}

async function printBoard(admin: Client, experiments: Record<DemoRole, DemoExperiment>): Promise<void> {
  const { leaderboard } = await admin.request(BoardDocument, { task: "digits", first: 20 });
  if (!leaderboard) throw new Error("There is no board of the task digits.");
  const rowOf = (role: DemoRole) => leaderboard.rows.nodes.find(({ result }) => result.experiment.id === experiments[role].id);
  console.log(`\n${boardLines(leaderboard).join("\n")}\n`);
  const [teacher, student, distilled] = [rowOf("teacher"), rowOf("student"), rowOf("distilled")];
  if (!teacher || !student || !distilled) return;
  const { comparison } = await admin.request(ComparisonDocument, { of: [teacher, student, distilled].map(({ result }) => result.id) });
  console.log(savingLine({ teacher, student, distilled }, comparison));
}
