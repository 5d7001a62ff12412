/** `npm run sign-in`: prints a link that opens the portal once as the operator, or, with --email, as a person who cannot get in. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createClient, CreateSignInLinkDocument, expectSuccess } from "@joulemark/client";
import { originOf, readOptions } from "./start/options.ts";

const usage = "npm run sign-in -- [--email ADDRESS] [--data DIR] [--port N]: of the installation that runs there (JOULEMARK_DATA, PORT)";

const { values } = parseArgs({ options: { email: { type: "string" }, help: { type: "boolean" }, data: { type: "string" }, port: { type: "string" } } });
const options = readOptions([...(values.data ? ["--data", values.data] : []), ...(values.port ? ["--port", values.port] : [])], process.env);
if (values.help || !options) {
  console.log(usage);
} else {
  const url = process.env.JOULEMARK_URL || originOf(options.host, options.port);
  const token = process.env.JOULEMARK_TOKEN || readFileSync(join(options.data, "admin-token"), "utf8").trim();
  const answer = await createClient({ url, token }).request(CreateSignInLinkDocument, { input: { email: values.email ?? null } });
  const link = expectSuccess(answer.createSignInLink);
  console.log(`Open this address until ${new Date(link.expiresAt).toLocaleTimeString()}; it works once:\n${link.url}`);
}
