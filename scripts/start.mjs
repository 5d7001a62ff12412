// @ts-check
/** `npm start`: makes the clone ready, then starts everything. `npm start -- --help` tells its options. */
import { join } from "node:path";
import { bootstrap, failWith } from "./bootstrap.mjs";
import { become, findNode22, root } from "./node22.mjs";

const parameters = process.argv.slice(2);
if (!parameters.includes("--help")) {
  console.log("Joulemark: making this clone ready");
  await bootstrap().catch(failWith);
}
await become(findNode22() ?? process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "scripts", "start", "main.ts"), ...parameters], { ownGroup: true });
