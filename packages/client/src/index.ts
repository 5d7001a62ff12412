export { ApiError } from "./api-error.ts";
export { createClient } from "./client.ts";
export type { Client, ClientOptions, RequestOptions } from "./client.ts";
export { expectSuccess, Refused } from "./expect-success.ts";
export type { Refusal } from "./expect-success.ts";
export { followRun } from "./follow-run.ts";
export type { FollowOptions, RunEvent } from "./follow-run.ts";
export * from "./generated/documents.ts";
