import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { baseFile } from "./base-file.ts";
import { convertModel } from "./convert.ts";
import { EngineError } from "./errors.ts";
import { safetensors } from "./formats/safetensors.ts";
import { multiplyAdds, networkLabel, parameterCount } from "./network/network.ts";
import { parseSpecification, specificationJsonSchema } from "./spec/parse.ts";
import { readJob, writeWhole } from "./work-folder.ts";

const usage = `joulemark-engine run WORK [--watch-parent]     execute WORK/job.json; events are lines of JSON
joulemark-engine run SPEC.json --out DIR      execute a specification, a folder for each seed
        [--zone ZONE] [--threads N]           grid zone of this machine; threads of one operation (1)
joulemark-engine schema                       the JSON Schema of a specification
joulemark-engine inspect FILE                 what a model file holds
joulemark-engine convert FILE TO              the same network as .safetensors, .onnx or TensorFlow.js' .json`;

/** Exit codes: 0 a report was written, 1 a fault, 2 wrong arguments or input, 75 interrupted after a checkpoint (sysexits' EX_TEMPFAIL). */
const INTERRUPTED = 75;

function inspect(path: string): void {
  const bytes = readFileSync(path);
  const network = safetensors.decode(bytes);
  console.log(JSON.stringify({ label: networkLabel(network), parameterCount: parameterCount(network), multiplyAdds: multiplyAdds(network), sizeBytes: bytes.length, layers: network.layers.map(({ className, name, config }) => ({ className, name, config })) }, null, 2));
}

async function runSpecification(path: string, out: string, zone: string | null, threads: number): Promise<void> {
  const parsed = parseSpecification(JSON.parse(readFileSync(path, "utf8")), { allowFile: true });
  if (!parsed.ok) throw new EngineError("INVALID_INPUT", parsed.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
  const { specification } = parsed;
  if (specification.base.modelVersion !== undefined) throw new EngineError("INVALID_INPUT", "base.modelVersion: versions are known to a platform only; give layers, or a file.");
  const base = specification.base.file === undefined ? null : baseFile(specification.base.file);
  const { executeWork } = await import("./execute.ts");
  for (const seed of specification.seeds) {
    const folder = join(out, `seed-${seed}`);
    mkdirSync(join(folder, "base"), { recursive: true });
    if (base) writeWhole(join(folder, "base", base.name), base.bytes);
    writeWhole(join(folder, "job.json"), JSON.stringify({ specification, seed, threads, zone, allowFile: true }));
    await executeWork(folder, readJob(folder));
  }
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { out: { type: "string" }, zone: { type: "string" }, threads: { type: "string", default: "1" }, "watch-parent": { type: "boolean", default: false }, help: { type: "boolean", short: "h" } },
  });
  const [command, target, to] = positionals;
  if (values.help || !command) return console.log(usage);
  if (command === "schema") return console.log(JSON.stringify(specificationJsonSchema(), null, 2));
  if (target === undefined || !["run", "inspect", "convert"].includes(command)) throw new EngineError("INVALID_INPUT", usage);
  if (!existsSync(target)) throw new EngineError("INVALID_INPUT", `There is no ${target}.`);
  if (command === "inspect") return inspect(target);
  if (command === "convert") {
    if (to === undefined) throw new EngineError("INVALID_INPUT", usage);
    return convertModel(target, to);
  }
  if (statSync(target).isFile()) return runSpecification(target, values.out ?? "result", values.zone ?? null, Number(values.threads));
  const job = readJob(target);
  const { executeWork } = await import("./execute.ts");
  await executeWork(target, job, { watchParent: values["watch-parent"] });
}

main().catch((error: unknown) => {
  if (error instanceof EngineError && error.code === "CANCELLED") process.exitCode = INTERRUPTED;
  else if (error instanceof EngineError) process.exitCode = 2;
  else process.exitCode = 1;
  console.error(error instanceof EngineError ? `${error.code}: ${error.message}` : error);
});
