/** Starts PostgreSQL, the API, the portal and a worker, runs the first experiments, and keeps all of it alive until a signal. */
import { step } from "../progress.mjs";
import { openDataFolder } from "./data-folder.ts";
import { help, readOptions } from "./options.ts";
import { serve } from "./serve.ts";
import { Supervisor } from "./supervisor.ts";

const again = 1000; // ms; npm and the terminal each hand on one Ctrl-C, so signals this close together are one

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (!options) {
    console.log(help);
    return 0;
  }
  const folder = openDataFolder(options.data);
  const supervisor = new Supervisor(folder.path, (message) => console.log(`  ! ${message}`));
  const abort = new AbortController();
  let signalledAt = 0;
  const onSignal = (reason: string) => {
    const first = !abort.signal.aborted;
    if (!first && performance.now() - signalledAt < again) return;
    signalledAt = performance.now();
    console.log(first ? `\n${reason}: stopping. Once more to stop at once.` : `${reason} again: stopping at once.`);
    if (first) abort.abort();
    else supervisor.hurry();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => onSignal(signal));
  process.on("disconnect", () => onSignal("The starting process is gone"));
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined); // a terminal that has gone away
  let failed = false;
  try {
    await serve(options, folder, supervisor, abort.signal);
  } catch (error) {
    failed = !abort.signal.aborted; // what breaks after a signal breaks because of it
    if (failed) console.error(`\n${(error as Error).message}`);
  }
  await step("Stop", () => supervisor.stop());
  folder.release();
  return failed ? 1 : 0;
}

process.exit(
  await main().catch((error: Error) => {
    console.error(`\n${error.message}`);
    return 1;
  }),
);
