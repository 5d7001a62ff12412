/**
 * `npm run bench` measures training on each of our backends (bench/training.mjs), `npm run bench -- engine` the engine beside raw operations and Keras
 * (bench/engine.mjs), `npm run bench -- energy` what the meter sees and costs (bench/energy.mjs),
 * `npm run bench -- strategies` joules to a target accuracy by each training strategy (bench/strategies.mjs).
 */
import { reexecUnderNode22 } from "./node22.mjs";

await reexecUnderNode22(import.meta.url);
const named = ["energy", "engine", "strategies"].find((name) => name === process.argv[2]);
if (named) process.argv.splice(2, 1); // the benches read what follows
await import(`./bench/${named ?? "training"}.mjs`);
