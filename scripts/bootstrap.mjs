// @ts-check
/**
 * Makes a clone ready: Node 22, the locked packages, PostgreSQL, native TensorFlow, generated code, the portal's build. Only what is
 * missing. Plain JavaScript without dependencies, for any Node from 20.19 on; large downloads stay in the user's cache folder.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "./bootstrap/build.mjs";
import { node22 } from "./bootstrap/node-binary.mjs";
import { packages } from "./bootstrap/packages.mjs";
import { postgresBinaries } from "./bootstrap/postgres-binaries.mjs";
import { tensorflow } from "./bootstrap/tensorflow.mjs";
import { waitForLock } from "./exclusive-lock.mjs";
import { root } from "./node22.mjs";
import { step } from "./progress.mjs";

/**
 * One thing a clone needs. `missing` says why `make` is needed, or null; `make` returns a detail for the progress line.
 * @typedef {{ title: string, missing: () => string | null, make: (why: string) => Promise<string> }} Step
 */

/**
 * @param {{ build?: boolean, quiet?: boolean }} [options] build: also generate and build; quiet: print only what had to be done
 */
export async function bootstrap({ build: withBuild = true, quiet = false } = {}) {
  const release = await waitForOtherBootstrap();
  try {
    for (const { title, missing, make } of [node22, packages, postgresBinaries, tensorflow, ...(withBuild ? [build] : [])]) {
      const why = missing();
      if (why !== null) await step(title, async (tell) => tell(await make(why)));
      else if (!quiet) await step(title, () => undefined);
    }
  } finally {
    release();
  }
}

/** Two commands in one clone would install over each other: the second waits. */
async function waitForOtherBootstrap() {
  mkdirSync(join(root, ".tools"), { recursive: true });
  return waitForLock(join(root, ".tools", "bootstrap.lock"), ({ pid }) => console.log(`  … waiting for process ${pid}, which makes this clone ready`));
}

/**
 * Ends the process with the reason of a failed step, without a stack.
 * @param {unknown} error
 * @returns {never}
 */
export function failWith(error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await bootstrap().catch(failWith);
