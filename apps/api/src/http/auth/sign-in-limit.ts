import { APIError } from "better-auth/api";
import { RateLimiterMemory } from "rate-limiter-flexible";

/** Wrong passwords for one account within a quarter of an hour; then it is closed for as long. */
const POINTS = 10;
const SECONDS = 15 * 60;

interface Request {
  path: string;
  body?: unknown;
  context: { returned?: unknown };
}

/** Counts failed sign-ins by the address that was tried, so that passwords cannot be guessed; a right one sets the count back. */
export function createSignInLimit() {
  const failures = new RateLimiterMemory({ points: POINTS, duration: SECONDS });
  return {
    async before({ path, body }: Request): Promise<void> {
      const email = triedAddress(path, body);
      if (email === null) return;
      const count = await failures.get(email);
      if (count && count.consumedPoints >= POINTS) throw new APIError("TOO_MANY_REQUESTS", { code: "TOO_MANY_SIGN_INS", message: "Too many wrong passwords. Try again in a quarter of an hour." });
    },
    async after({ path, body, context }: Request): Promise<void> {
      const email = triedAddress(path, body);
      if (email === null) return;
      if (!(context.returned instanceof APIError)) return void (await failures.delete(email));
      if (context.returned.statusCode === 401) await failures.penalty(email);
    },
  };
}

function triedAddress(path: string, body: unknown): string | null {
  const email = (body as { email?: unknown } | undefined)?.email;
  return path === "/sign-in/email" && typeof email === "string" ? email.toLowerCase().slice(0, 254) : null;
}
