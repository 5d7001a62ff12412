/** `npm run bench` measures training (bench/training.mjs), `npm run bench -- energy` what the meter sees and costs (bench/energy.mjs). */
import { reexecUnderNode22 } from "./node22.mjs";

await reexecUnderNode22(import.meta.url);
const energy = process.argv[2] === "energy";
if (energy) process.argv.splice(2, 1); // the benches read what follows
await import(energy ? "./bench/energy.mjs" : "./bench/training.mjs");
