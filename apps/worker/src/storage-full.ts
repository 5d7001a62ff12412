import { ApiError } from "@joulemark/client";
import { failedReport } from "./results.ts";

const codes = /\b(ENOSPC|EDQUOT|EFBIG)\b/;

/** The report of a run that a full disk has ended; null for any other failure. Trying again would meet the same disk: a person makes room, and retries the run. */
export function storageFailure(failure: unknown): ReturnType<typeof failedReport> | null {
  if (failure instanceof ApiError && failure.status === 507) return failedReport("STORAGE_FULL", "The server has no space left for the run's files. Ask its operator to make room, then retry the run.");
  const text = typeof failure === "string" ? failure : `${(failure as NodeJS.ErrnoException).code ?? ""} ${(failure as Error).message}`;
  return codes.test(text) ? failedReport("WORKER_STORAGE_FULL", "The worker has no space left for the run's files. Make room in its work folder, then retry the run.") : null;
}
