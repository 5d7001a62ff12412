/** What the use cases will be, one type a function, for whoever calls them. Each is exported under its name in small letters from the file named. */
import type { Readable } from "node:stream";
import type { Blob, Experiment, Institution, MeasurementBoundary, MeasurementMethod, Project, Publication, Run, RunEvent } from "../storage/db.ts";
import type { Actor } from "./access.ts";
import type { Context } from "./context.ts";

type Later<T> = Promise<T>;
export interface Interval { low: number; high: number; level: number }
/** As in the contract. */
export interface Figure { value: number; unit: string; interval: Interval | null; method: MeasurementMethod; boundary: MeasurementBoundary | null; source: string }

// actors.ts: rows → Actor; null: no such person, or a key of an institution that is not approved
export type PersonActor = (db: Context["db"], userId: string) => Later<Actor | null>;
export type KeyActor = (db: Context["db"], key: { keyId: string; name: string; institutionId: string; scopes: string[] }) => Later<Actor | null>;

// institutions.ts, projects.ts, api-keys.ts (issue: better-auth's server function, given by the caller)
export type CreateInstitution = (ctx: Context, input: { slug: string; name: string; type: Institution["type"]; gridZone?: string | null; demo?: boolean }) => Later<Institution>;
export type CreateProject = (ctx: Context, input: { slug: string; name: string; institutions: string[]; demo?: boolean }) => Later<Project>;
export type IssueKey = (key: { institutionId: string; name: string; scopes: string[]; expiresInSeconds: number | null }) => Later<{ id: string; key: string; expiresAt: Date | null }>;
export type CreateApiKey = (ctx: Context, input: { institution: string; name: string; scopes: string[]; expiresInDays?: number | null }, issue: IssueKey) => Later<{ id: string; key: string; expiresAt: Date | null }>;

// experiments.ts
export type SubmitExperiment = (ctx: Context, input: { project: string; idempotencyKey: string; specification: unknown }) => Later<Experiment>;
export type ExperimentState = (states: Run["state"][]) => Run["state"];

// runs/ (claim.ts heartbeat.ts events.ts report.ts release.ts cancel.ts sweep.ts), all re-exported by runs.ts. ids are UUIDs
export interface AttemptRef { runId: string; number: number; token: string }
export interface Assignment {
  run: Run; attempt: number; token: string; leaseUntil: Date; specification: unknown; seed: number;
  baseVersionId: string | null;
  checkpoint: { step: number; energyJoules: number; sha256: string; sizeBytes: number } | null;
  remainingEnergyJoules: number | null;
}
export type ClaimRun = (ctx: Context, input: { workerId: string; workerName: string; backend: string; hardwareClass: string; zone?: string | null }) => Later<{ assignment: Assignment | null; retryAfterSeconds: number }>;
export type StopReason = "CANCELLED" | "BUDGET_EXCEEDED" | "DEADLINE";
export type Heartbeat = (ctx: Context, input: { attempt: AttemptRef; step?: number | null; totalSteps?: number | null; epoch?: number | null; etaSeconds?: number | null; energyJoules?: number | null; backend?: string | null }) => Later<{ leaseUntil: Date; stop: StopReason | null }>;
export interface NewRunEvent { at: Date; kind: RunEvent["kind"]; step?: number | null; epoch?: number | null; values: { name: string; value: number }[]; message?: string | null }
export type AppendRunEvents = (ctx: Context, input: { attempt: AttemptRef; firstIndex: number; events: NewRunEvent[] }) => Later<{ received: number }>;
export type ReportRun = (ctx: Context, input: { attempt: AttemptRef; report: unknown; artifacts: { name: string; sha256: string; sizeBytes: number; mediaType: string }[] }) => Later<Run>;
export type ReleaseRun = (ctx: Context, input: { attempt: AttemptRef; reason: string }) => Later<Run>;
export type CancelRun = (ctx: Context, runId: string) => Later<Run>;
/** Every 5 s: expired leases, deadlines. */
export type SweepLeases = (ctx: Omit<Context, "actor">) => Later<{ lost: number; failed: number }>;
/** Every minute: `running` of institutions, superseded checkpoints, blobs nobody names. */
export type TidyUp = (ctx: Omit<Context, "actor">) => Later<{ checkpoints: number; blobs: number }>;
export type WaitingBecause = (ctx: Context, run: Run) => Later<string | null>;
/** Null: no attempt has ended. */
export type LostEnergyOf = (run: Run) => Figure | null;

// run-events.ts: ends after the run's last event; NotFound where it may not be seen. RunEventFeed is of storage/outbox.ts
export type FollowRunEvents = (ctx: Context, runId: string, after: number, signal: AbortSignal) => AsyncGenerator<RunEvent>;
export type RecentEvents = (ctx: Context, runId: string, last: number) => Later<RunEvent[]>;

// uploads.ts: PUT /uploads/attempts/…; StaleAttempt → 409, InvalidInput → 422 (hash mismatch, too large)
export type ReceiveUpload = (ctx: Context, upload: {
  attempt: AttemptRef; kind: "checkpoints" | "artifacts"; name: string; mediaType: string; sha256: string;
  checkpoint: { step: number; energyJoules: number } | null; body: Readable;
}) => Later<{ sha256: string; sizeBytes: number }>;
// artifacts.ts: null where it may not be read; attemptToken: the bearer, where it is no key
export type ReadableBlob = (ctx: Context, sha256: string, attemptToken: string | null) => Later<(Pick<Blob, "sha256" | "mediaType"> & { sizeBytes: number; name: string }) | null>;

// results, publications, citation.ts, demo.ts
export type Publish = (ctx: Context, input: { results: string[]; title: string; abstract?: string | null; disciplines: Publication["disciplines"]; authors?: string[] | null }) => Later<Publication>;
export type CitationOf = (result: { title: string; authors: string[]; institution: string; publishedAt: Date; sha256: string; url: string }) => { bibtex: string; cff: string };
export type RemoveDemoData = (ctx: Context) => Later<{ institutions: number; experiments: number; results: number }>;

// figures.ts: Measurement and Metric rows → the contract's shapes (null: no such row)
export type FigureOf = (rows: { quantity: string }[], quantity: string) => Figure | null;

// leaderboard/board.ts
export interface BoardKey { taskSlug: string; boundary: MeasurementBoundary; hardwareClass: string; method: MeasurementMethod; rowCount: number }
/** Null: nothing published for the task under this filter. Unknown tasks are the caller's to refuse. */
export type FindBoard = (db: Context["db"], filter: { taskSlug: string; boundary?: MeasurementBoundary | null; hardwareClass?: string | null; method?: MeasurementMethod | null }) => Later<BoardKey | null>;
export type ListBoards = (db: Context["db"]) => Later<BoardKey[]>;
export interface BoardRow {
  rank: number; paretoOptimal: boolean; resultId: string; seedCount: number; cursor: string;
  quality: { name: string; value: number; direction: "MAXIMIZE" | "MINIMIZE"; interval: Interval | null };
  trainingEnergy: Figure | null; inferenceEnergyPerThousand: Figure | null; carbon: Figure | null; cost: Figure | null;
  parameterCount: number; sizeBytes: number;
}
export type BoardRows = (db: Context["db"], key: Omit<BoardKey, "rowCount">, page: { first: number; after?: string | null }) => Later<{ rows: BoardRow[]; totalCount: number; hasNextPage: boolean }>;
