// @ts-check
/** `node scripts/run.mjs COMMAND ARGUMENTS…`: runs an installed command under Node 22, making the clone ready first where it is not. */
import { bootstrap } from "./bootstrap.mjs";
import { become } from "./node22.mjs";

const [command, ...parameters] = process.argv.slice(2);
if (!command) {
  console.error("Usage: node scripts/run.mjs COMMAND ARGUMENTS…");
  process.exit(2);
}
await bootstrap({ build: false, quiet: true });
await become(command, parameters);
