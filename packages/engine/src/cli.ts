import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { calibrationFile } from "./env.ts";
import { EngineError } from "./errors.ts";
import { watchInterruption } from "./interruption.ts";
import { specificationJsonSchema } from "./spec/parse.ts";
import { readJob } from "./work-folder.ts";

const usage = `joulemark-engine run SPEC.json --out DIR      execute a specification, a folder for each seed, and draw DIR/report.html
        [--resume]                            go on where it was interrupted, to the same bytes
        [--zone ZONE] [--threads N]           grid zone of this machine; threads of one operation (1)
        [--inference-seconds S]               how long inference is repeated to measure its energy (2)
        [--join-at HOST:PORT --token-file F]  training processes are started elsewhere, by \`join\`; their joules are not measured
joulemark-engine join HOST:PORT --token-file F  compute for the run that waits there, of which the file holds the same secret
        [--threads N]                         threads of one operation (1), as many as the run has
joulemark-engine list [--json]                techniques with parameters, defaults, ranges, sources; layers, tasks, formats
joulemark-engine inspect FILE                 what a file is: a model, a checkpoint, a specification, a report, an array; or a folder of Hugging Face's
joulemark-engine evaluate MODEL --task TASK    quality, energy and latency of a model as it is, ONNX included; [--json]
joulemark-engine convert FILE TO               the same network as .safetensors, .onnx or TensorFlow.js' .json; FILE may be
        [--tokens N]                          a folder of Hugging Face's, whose model then reads N tokens of each text
joulemark-engine hardware [--json]             devices that inference is projected to, each figure with its source
        [--calibrate] [--threads N]           measure this machine first, about a minute, and keep what was found
joulemark-engine schema                       the JSON Schema of a specification
joulemark-engine run WORK [--watch-parent]    execute WORK/job.json, as a worker does; events are lines of JSON

Ctrl-C writes a checkpoint and ends; a second one ends at once.
Exit codes: 0 done, 1 a fault, 2 wrong arguments or input, 3 a run of the specification failed, 75 interrupted after a checkpoint`;

/** sysexits' EX_TEMPFAIL. */
const INTERRUPTED = 75;
const RUN_FAILED = 3;

const refuse = (message: string): never => {
  throw new EngineError("INVALID_INPUT", message);
};

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        out: { type: "string" }, resume: { type: "boolean", default: false }, zone: { type: "string" }, threads: { type: "string" }, "inference-seconds": { type: "string" },
        json: { type: "boolean", default: false }, calibrate: { type: "boolean", default: false }, "join-at": { type: "string" }, "token-file": { type: "string" }, task: { type: "string" }, tokens: { type: "string" }, "watch-parent": { type: "boolean", default: false }, help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    throw new EngineError("INVALID_INPUT", `${(cause as Error).message}\n\n${usage}`, { cause });
  }
}
type Values = ReturnType<typeof readArguments>["values"];

/** @throws EngineError INVALID_INPUT naming the option */
function numberOf(option: string, text: string | undefined, fits: (value: number) => boolean, what: string): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  return text.trim() !== "" && fits(value) ? value : refuse(`--${option} must be ${what}, not ${text}.`);
}

const measuringOf = (values: Values) => ({
  threads: numberOf("threads", values.threads, (value) => Number.isInteger(value) && value >= 1 && value <= 1024, "a whole number from 1 to 1024"),
  inferenceSeconds: numberOf("inference-seconds", values["inference-seconds"], (value) => value > 0 && Number.isFinite(value), "a number above 0"),
});

async function evaluate(path: string, values: Values): Promise<void> {
  if (values.task === undefined) return refuse("evaluate needs a task: --task digits. `joulemark-engine list` shows them; file:MANIFEST.json names own data.");
  const { threads, inferenceSeconds: seconds } = measuringOf(values);
  const { evaluateModel, evaluationLines } = await import("./command-line/evaluate.ts");
  const evaluation = await evaluateModel(path, { task: values.task, threads, zone: values.zone ?? null, seconds });
  console.log(values.json ? JSON.stringify(evaluation, null, 2) : evaluationLines(evaluation).join("\n"));
}

async function showHardware(values: Values): Promise<void> {
  const { threads } = measuringOf(values);
  const { hardwareLines, readHardware } = await import("./command-line/hardware.ts");
  const hardware = await readHardware({ calibrate: values.calibrate, threads, file: calibrationFile() });
  console.log(values.json ? JSON.stringify(hardware, null, 2) : hardwareLines(hardware).join("\n"));
}

/** @throws EngineError INVALID_INPUT for what is no address */
function addressOf(text: string): { host: string; port: number } {
  const { six, host = six, port } = /^(?:\[(?<six>[0-9a-f:.]+)\]|(?<host>[^:\s]+)):(?<port>\d{1,5})$/i.exec(text)?.groups ?? {};
  const number = Number(port);
  return host !== undefined && number >= 1 && number <= 65_535 ? { host, port: number } : refuse(`${text} is no address: HOST:PORT, such as 10.0.0.5:7000 or [fd00::5]:7000.`);
}

async function joinARun(target: string, values: Values): Promise<void> {
  const { threads } = measuringOf(values);
  const tokenFile = values["token-file"] ?? refuse("join needs --token-file FILE: the file that the run was given too.");
  if (threads !== null && threads > availableParallelism()) refuse(`--threads ${threads} is more than the ${availableParallelism()} cores that this machine gives.`);
  const { openBackend } = await import("./backend.ts");
  const { joinRun } = await import("./training/pool/join-run.ts");
  await joinRun({ ...addressOf(target), tokenFile, tell: (message) => console.error(message) }, await openBackend({ threads: threads ?? 1 }));
}

async function crewOf(values: Values) {
  const at = values["join-at"];
  if (at === undefined) return values["token-file"] === undefined ? null : refuse("--token-file needs --join-at HOST:PORT.");
  const { readToken } = await import("./training/pool/join-run.ts");
  return { ...addressOf(at), token: readToken(values["token-file"] ?? refuse("--join-at needs --token-file FILE: a secret that the processes elsewhere are given too.")) };
}

async function runSpecificationFile(path: string, values: Values): Promise<void> {
  const { out = "result", resume, zone = undefined } = values;
  const { threads, inferenceSeconds } = measuringOf(values);
  const { runSpecification } = await import("./command-line/run-specification.ts");
  if (!(await runSpecification(path, { out, resume, zone: zone ?? null, threads, inferenceSeconds, crew: await crewOf(values) }))) process.exitCode = RUN_FAILED;
}

async function runWorkFolder(folder: string, watchParent: boolean): Promise<void> {
  if (!existsSync(join(folder, "job.json"))) refuse(`There is no ${join(folder, "job.json")}: a work folder has one.`);
  const job = readJob(folder);
  const { executeWork } = await import("./execute.ts");
  const interruption = watchInterruption({ watchParent });
  await executeWork(folder, job, { interrupted: interruption.asked });
  interruption.end();
}

async function main(): Promise<void> {
  const { positionals, values } = readArguments();
  const [command, target, ...more] = positionals;
  if (values.help || !command) return console.log(usage);
  if (command === "schema") return console.log(JSON.stringify(specificationJsonSchema(), null, 2));
  if (command === "list") {
    const { listText, listed } = await import("./command-line/list.ts");
    return console.log(values.json ? JSON.stringify(listed(), null, 2) : listText());
  }
  if (command === "hardware") return target === undefined ? showHardware(values) : refuse(`hardware takes no file.\n\n${usage}`);
  if (command === "convert") {
    if (target === undefined || more.length !== 1) return refuse(`convert takes a file, and the file to write.\n\n${usage}`);
    const { convertModel } = await import("./convert.ts");
    const tokens = numberOf("tokens", values.tokens, (value) => Number.isInteger(value) && value >= 2, "a whole number from 2");
    return convertModel(target, more[0]!, tokens === null ? {} : { tokens });
  }
  if (command === "join") return target !== undefined && more.length === 0 ? joinARun(target, values) : refuse(`join takes one address.\n\n${usage}`);
  if (!["run", "inspect", "evaluate"].includes(command)) refuse(`There is no command ${command}.\n\n${usage}`);
  if (target === undefined || more.length > 0) return refuse(`${command} takes one file.\n\n${usage}`);
  if (!existsSync(target)) refuse(`There is no ${target}.`);
  if (command === "inspect") {
    const { inspectFile } = await import("./command-line/inspect.ts");
    return console.log(JSON.stringify(inspectFile(target), null, 2));
  }
  if (command === "evaluate") return evaluate(target, values);
  return statSync(target).isFile() ? runSpecificationFile(target, values) : runWorkFolder(target, values["watch-parent"]);
}

main().catch((error: unknown) => {
  if (error instanceof EngineError && error.code === "CANCELLED") process.exitCode = INTERRUPTED;
  else if (error instanceof EngineError) process.exitCode = 2;
  else process.exitCode = 1;
  console.error(error instanceof EngineError ? `${error.code}: ${error.message}` : error);
});
