/** `npm run demo:remove`: removes the demo institutions with all that is theirs from a running installation, and keeps them away. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient, expectSuccess, RemoveDemoDataDocument } from "@joulemark/client";
import { markDemo } from "./start/demo-mark.ts";
import { originOf, readOptions } from "./start/options.ts";

const options = readOptions(process.argv.slice(2), process.env);
if (!options) {
  console.log("npm run demo:remove -- [--data DIR] [--port N]: of the installation that runs there (JOULEMARK_DATA, PORT)");
} else {
  const url = process.env.JOULEMARK_URL || originOf(options.host, options.port);
  const token = process.env.JOULEMARK_TOKEN || readFileSync(join(options.data, "admin-token"), "utf8").trim();
  const { institutions, experiments, results } = expectSuccess((await createClient({ url, token }).request(RemoveDemoDataDocument, {})).removeDemoData);
  markDemo(options.data, "removed");
  console.log(`Removed: ${institutions} institutions, ${experiments} experiments, ${results} results.`);
}
