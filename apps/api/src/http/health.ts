import { Router } from "express";

export interface HealthOptions {
  isDatabaseAlive(): Promise<boolean>;
  version: { version: string; node: string; schema: string };
  /** True from the moment the process was told to stop. */
  isStopping(): boolean;
}

/** `/healthz`: the process lives. `/readyz`: it may be sent requests. `/version`: what runs here. */
export function healthRoutes({ isDatabaseAlive, version, isStopping }: HealthOptions): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  router.get("/readyz", async (_request, response) => {
    if (isStopping()) return void response.status(503).json({ status: "stopping" });
    const answered = await within(isDatabaseAlive(), 2000);
    response.status(answered ? 200 : 503).json({ status: answered ? "ready" : "the database does not answer" });
  });
  router.get("/version", (_request, response) => {
    response.json(version);
  });
  return router;
}

/** The answer; false where it does not come within the time given. */
async function within(work: Promise<boolean>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), limitMs)));
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
