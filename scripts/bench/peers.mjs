/** `npm run bench:peers [-- engine …]`: installs the peers' Python packages in the cache, then benches beside them: the energy meter's lanes, or the engine's. */
import { peerPython } from "./peer-python.mjs";

const engine = process.argv[2] === "engine";
if (engine) process.argv.splice(2, 1); // the benches read what follows
if (!process.argv.includes("--python")) process.argv.push("--python", await peerPython());
await import(engine ? "./engine.mjs" : "./energy-peers.mjs");
