import { isAbsolute, resolve } from "node:path";
import { z } from "zod";

const list = z.string().transform((text) => text.split(",").map((part) => part.trim().toLowerCase()).filter(Boolean));

const settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(4000),
  HOST: z.string().min(1).default("127.0.0.1"),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must be a postgresql:// address"),
  JOULEMARK_DATA: z.string().min(1).default(".joulemark"),
  PUBLIC_URL: z.union([z.literal(""), z.url({ protocol: /^https?$/ })]).default(""),
  WEB_URL: z.union([z.literal(""), z.url({ protocol: /^https?$/ })]).default(""),
  ALLOWED_HOSTS: list.default([]),
  METRICS_TOKEN: z.string().default(""),
  SMTP_URL: z.union([z.literal(""), z.url({ protocol: /^smtps?$/ })]).default(""),
  MAIL_FROM: z.string().default("Joulemark <joulemark@localhost>"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  NODE_ENV: z.string().default("production"),
});

/** Settings of the API process; every one is a variable of the environment. */
export interface Env {
  port: number;
  host: string;
  databaseUrl: string;
  /** Absolute folder of artifacts and tokens. */
  dataFolder: string;
  /** Origin people use, without a trailing slash. Where PUBLIC_URL is empty, made from host and port. */
  publicUrl: string;
  /** Origin of the portal that what is not the API's is passed to; empty: pages are 404. */
  webUrl: string;
  /** Further names accepted in `Host`, lower case, without port. */
  allowedHosts: string[];
  /** Token of /metrics; empty: one is made in `metrics-token` of the data folder. */
  metricsToken: string;
  /** Mail server, e.g. smtps://user:password@mail.example.org; empty: no mail is sent, links are shown to who makes them. */
  smtpUrl: string;
  /** Sender of mail. */
  from: string;
  logLevel: string;
  production: boolean;
}

/** Settings that are missing or wrong, all of them at once. */
export class WrongSettings extends Error {
  override readonly name = "WrongSettings";
}

/**
 * Reads the settings. A variable that is set but empty counts as not set.
 * @throws WrongSettings naming every variable that is wrong
 */
export function readEnv(variables: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = settings.safeParse(given);
  if (!parsed.success) throw new WrongSettings(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
  const { data } = parsed;
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    dataFolder: isAbsolute(data.JOULEMARK_DATA) ? data.JOULEMARK_DATA : resolve(data.JOULEMARK_DATA),
    publicUrl: (data.PUBLIC_URL || `http://${nameOf(data.HOST)}:${data.PORT}`).replace(/\/+$/, ""),
    webUrl: data.WEB_URL.replace(/\/+$/, ""),
    allowedHosts: data.ALLOWED_HOSTS,
    metricsToken: data.METRICS_TOKEN,
    smtpUrl: data.SMTP_URL,
    from: data.MAIL_FROM,
    logLevel: data.LOG_LEVEL,
    production: data.NODE_ENV === "production",
  };
}

/** How a listening address is reached from this machine; the addresses that mean "all" are nobody's name. */
function nameOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
