/** One attempt to be executed: a prepared work folder, and the command that reads it. */
export interface ExecutorJob {
  /** Names the attempt wherever it is executed: `run-<uuid>-a<number>`. */
  key: string;
  /** The work folder, absolute; the engine's argument. */
  folder: string;
  /** The engine's command without its arguments. */
  command: readonly string[];
  /** The whole environment of the execution: it inherits nothing. */
  environment: Readonly<Record<string, string>>;
}

/** How an execution ended. Its truth is the report in the work folder; this says why there is none. */
export interface ExecutionEnd {
  /** Null where a signal ended it, or where it never began. */
  exitCode: number | null;
  signal: string | null;
  /** The last of what it wrote to its standard error, at most 4 KiB. */
  errorTail: string;
}

export interface Execution {
  /** What the executor calls it, e.g. a process id. */
  readonly externalId: string;
  /** Resolves when it has ended and all of its lines were handed over. Never rejects. */
  readonly ended: Promise<ExecutionEnd>;
  /** Asks it to write a checkpoint and end; ends it the hard way after `graceMs`. Asking again changes nothing. */
  stop(graceMs: number): void;
  /** Ends it and all it has started, at once. */
  kill(): void;
}

/** A place where attempts are executed. */
export interface Executor {
  readonly kind: string;
  /** Starts the job; every line of its standard output goes to `onLine`, in order. */
  start(job: ExecutorJob, onLine: (line: string) => void): Execution;
}
