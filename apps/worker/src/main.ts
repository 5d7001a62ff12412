import { ApiError, Refused } from "@joulemark/client";
import { WrongSettings, readEnv } from "./env.ts";
import { createLogger } from "./log.ts";
import { work } from "./worker.ts";

const stopping = new AbortController();
/** The second signal is impatience: the engine ends with this process. */
const stop = (signal: NodeJS.Signals): void => {
  if (stopping.signal.aborted) process.exit(signal === "SIGINT" ? 130 : 143);
  stopping.abort();
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
process.on("SIGHUP", stop);

try {
  const env = readEnv();
  await work(env, createLogger(env.logLevel), stopping.signal);
} catch (error) {
  const log = createLogger("error");
  if (error instanceof WrongSettings) log.error(error.message);
  else if (error instanceof Refused || error instanceof ApiError) log.error({ err: error }, "The API will not have this worker.");
  else log.fatal({ err: error }, "The worker failed.");
  process.exitCode = 1;
}
