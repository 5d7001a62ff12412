import { startApi, WrongDatabase } from "./api.ts";
import { readEnv, WrongSettings } from "./env.ts";
import { createLogger } from "./http/logger.ts";

/** Ends with 78 (configuration) where the settings or the database are wrong: starting again would not help. */
const EXIT_CONFIGURATION = 78;

async function main(): Promise<void> {
  const env = readEnv();
  const logger = createLogger(env.logLevel);
  process.on("uncaughtException", (error) => {
    logger.fatal({ err: error }, "the API cannot go on");
    process.exit(1);
  });
  const api = await startApi(env, logger);
  const stop = (signal: NodeJS.Signals): void => {
    logger.info({ signal }, "stopping");
    api.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "the stop failed");
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
}

main().catch((error: unknown) => {
  const isConfiguration = error instanceof WrongSettings || error instanceof WrongDatabase;
  process.stderr.write(`${isConfiguration ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(isConfiguration ? EXIT_CONFIGURATION : 1);
});
