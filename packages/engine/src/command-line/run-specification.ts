import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BaseFile } from "../base-file.ts";
import { readBaseFile } from "../base-file.ts";
import { EngineError } from "../errors.ts";
import { executeWork } from "../execute.ts";
import { watchInterruption } from "../interruption.ts";
import type { EngineEvent, RunReport } from "../report.ts";
import { namedModels, parseSpecification } from "../spec/parse.ts";
import type { Specification } from "../spec/schema.ts";
import type { Crew } from "../training/strategy.ts";
import { writeWhole } from "../work-folder.ts";
import { drawHtmlReport } from "./html-report.ts";
import { readJsonFile } from "./json-file.ts";
import { Progress } from "./progress.ts";
import type { Settings } from "./run-folder.ts";
import { beginRun, continuedRun, folderOf, hasBegun, reportIn, withinBudget } from "./run-folder.ts";
import { summaryOf } from "./summary.ts";

export interface RunSpecificationOptions extends Settings {
  out: string;
  /** Go on with what has begun; begin what has not. */
  resume: boolean;
  /** Where training processes that are started elsewhere join; null: they are started here. */
  crew: Crew | null;
}

const EVENTS = "events.jsonl";

/** @throws EngineError INVALID_INPUT naming every path that is wrong */
function readSpecification(path: string): Specification {
  const parsed = parseSpecification(readJsonFile(path), { allowFile: true });
  if (!parsed.ok) throw new EngineError("INVALID_INPUT", parsed.issues.map((issue) => [path, ...(issue.path.length > 0 ? [issue.path.join(".")] : []), issue.message].join(": ")).join("\n"));
  if (parsed.specification.base.modelVersion !== undefined) throw new EngineError("INVALID_INPUT", `${path}: base.modelVersion: versions are known to a platform only; give layers, or a file.`, { path: ["base", "modelVersion"] });
  return parsed.specification;
}

/** @throws EngineError as readBaseFile does, by the path of the specification */
function readModel(file: string, path: string[]): BaseFile {
  try {
    return readBaseFile(file);
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause;
    throw new EngineError(cause.code, `${path.join(".")}: ${cause.message}`, { path, cause });
  }
}

function readEvents(folder: string): EngineEvent[] {
  const path = join(folder, EVENTS);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8").split("\n").flatMap((line): EngineEvent[] => {
    try {
      return [JSON.parse(line) as EngineEvent];
    } catch (error) {
      if (error instanceof SyntaxError) return []; // the last line of a process that was killed, and the end
      throw error;
    }
  });
}

/** A process that was killed may have left half a line. */
const startLine = (path: string): void => (existsSync(path) ? appendFileSync(path, "\n") : undefined);

/**
 * Executes a specification without a platform: a work folder for each seed below `out`, and one page for all of them.
 * Progress is on standard error, what came out on standard output.
 * @returns whether every run succeeded
 * @throws EngineError CANCELLED after a checkpoint where it was interrupted; INVALID_INPUT naming what is wrong
 */
export async function runSpecification(path: string, options: RunSpecificationOptions): Promise<boolean> {
  const specification = readSpecification(path);
  const { out, resume } = options;
  const base = specification.base.file === undefined ? null : readModel(specification.base.file, ["base", "file"]);
  const models = new Map(namedModels(specification).map(({ name, path: at }) => [name, readModel(name, at)]));
  const folders = specification.seeds.map((seed) => ({ seed, folder: folderOf(out, seed) }));
  const begun = folders.filter(({ folder }) => hasBegun(folder));
  if (!resume && begun.length > 0) throw new EngineError("INVALID_INPUT", `${begun[0]!.folder} holds a run already. Go on with it by --resume, or name another folder by --out.`);
  const jobs = folders.map(({ seed, folder }) => ({ seed, folder, job: hasBegun(folder) ? continuedRun(folder, specification, options, base, models) : beginRun(folder, specification, seed, options, base, models) }));

  const progress = new Progress(process.stderr);
  const interruption = watchInterruption();
  const reports: RunReport[] = [];
  try {
    for (const [index, { seed, folder, job }] of jobs.entries()) {
      progress.begin(jobs.length > 1 ? `seed ${seed} (${index + 1} of ${jobs.length})` : `seed ${seed}`);
      const known = reportIn(folder);
      if (known?.outcome === "SUCCEEDED") {
        progress.say(`seed ${seed}: done before.`);
        reports.push(known);
        continue;
      }
      if (interruption.asked()) throw new EngineError("CANCELLED", "The run was interrupted between two seeds.");
      startLine(join(folder, EVENTS));
      const emit = (event: EngineEvent): void => {
        appendFileSync(join(folder, EVENTS), `${JSON.stringify(event)}\n`);
        progress.show(event);
      };
      const others = jobs.filter((other) => other.seed !== seed);
      reports.push(await executeWork(folder, withinBudget(job, folder, others.map((other) => other.folder)), { interrupted: interruption.asked, emit, crew: options.crew ?? undefined }));
      progress.clear();
    }
  } catch (error) {
    progress.clear();
    if (error instanceof EngineError && error.code === "CANCELLED") progress.say(`To go on: joulemark-engine run ${path} --out ${out} --resume`);
    throw error;
  } finally {
    interruption.end();
  }
  const page = join(out, "report.html");
  writeWhole(page, await drawHtmlReport(specification, jobs.map(({ folder }, k) => ({ report: reports[k]!, events: readEvents(folder) }))));
  console.log(summaryOf(jobs.map(({ folder }, k) => ({ folder, report: reports[k]! })), page));
  return reports.every(({ outcome }) => outcome === "SUCCEEDED");
}
