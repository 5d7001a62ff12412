import { createInterface } from "node:readline";
import { openBackend } from "./backend.ts";
import type { Invitation } from "./training/pool/serve-parent.ts";
import { serveParent } from "./training/pool/serve-parent.ts";

/**
 * A process of a pool. The first line of its standard input says for whom it works; the end of that input, which the kernel brings about when the parent dies,
 * ends it. Signals are the parent's: a Ctrl-C or a SIGTERM reaches the whole group, and the parent wants a last checkpoint first.
 */
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
const lines = createInterface({ input: process.stdin });
lines.on("close", () => process.exit(0));
lines.once("line", (line) => {
  const { threads, ...invitation } = JSON.parse(line) as Invitation & { threads: number };
  openBackend({ threads })
    .then((backend) => serveParent(invitation, backend))
    .then(() => process.exit(0))
    .catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
});
