import { type Logger, type LoggerOptions, pino } from "pino";

export type { Logger } from "pino";

/** Where secrets stand in what is logged. Bodies and variables are never logged at all. */
const secrets = ["authorization", "cookie", "token", "key", "password", "databaseUrl", "smtpUrl"].flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

export const loggerOptions = (level: string): LoggerOptions => ({
  level,
  base: { process: "api" },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: [...secrets, 'req.headers["set-cookie"]'], censor: "[secret]" },
  formatters: { level: (label) => ({ level: label }) },
});

/** JSON lines on standard error, without secrets. */
export const createLogger = (level: string): Logger => pino(loggerOptions(level), standardError());

/** A log that cannot be written, as on a full disk, stops nothing: the first megabyte of lines waits for room, what comes after it is dropped. */
function standardError(): ReturnType<typeof pino.destination> {
  const destination = pino.destination({ dest: 2, sync: true, maxLength: 2 ** 20 });
  destination.on("error", () => undefined);
  destination.flushSync = () => undefined; // after a fatal line it would try for ever; every line is written at once as it is
  return destination;
}
