/** What went wrong on the way to the API or inside it. Refusals are no errors: they are UserErrors, data of the answer. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /**
   * `extensions.code` of the first GraphQL error, or UNREACHABLE (no answer), TIMEOUT (no answer in time), CANCELLED (the caller's
   * signal), UNREADABLE (an answer that is not GraphQL), HTTP_<status>.
   */
  readonly code: string;
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** HTTP status; null where no answer came. */
  readonly status: number | null;

  constructor(code: string, message: string, options: { retryable: boolean; status?: number | null; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.status = options.status ?? null;
  }
}

/** Faults of the server may pass (a database that restarts); a document, a token or an input that is wrong stays wrong. */
const passing = new Set(["INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "RATE_LIMITED", "TOO_MANY_REQUESTS"]);

/** The first error of a GraphQL answer. */
export function fromGraphQLErrors(errors: readonly { message?: unknown; extensions?: { code?: unknown } }[], status: number): ApiError {
  const first = errors[0];
  const code = typeof first?.extensions?.code === "string" ? first.extensions.code : "INTERNAL_SERVER_ERROR";
  const message = errors.map((error) => String(error.message)).join("; ");
  return new ApiError(code, message, { retryable: passing.has(code), status });
}

/** An answer that carried no GraphQL, by its HTTP status. */
export function fromStatus(status: number, what: string): ApiError {
  const retryable = status === 408 || status === 425 || status === 429 || status >= 500;
  return new ApiError(`HTTP_${status}`, `${what} was answered with HTTP status ${status}.`, { retryable, status });
}

/** What `fetch` throws: the caller's signal, the time limit, or a server that cannot be reached. */
export function fromFetch(cause: unknown, what: string, signal?: AbortSignal, limit?: AbortSignal): ApiError {
  if (signal?.aborted) return new ApiError("CANCELLED", `${what} was cancelled.`, { retryable: false, cause });
  if (limit?.aborted) return new ApiError("TIMEOUT", `${what} was not answered in time.`, { retryable: true, cause });
  return new ApiError("UNREACHABLE", `${what} did not reach the server: ${reasonOf(cause)}.`, { retryable: true, cause });
}

/** Node's fetch says only "fetch failed"; the system's reason (ECONNREFUSED …) is in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
