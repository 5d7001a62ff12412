/** An event as the follower needs it: the number that orders it. */
export interface Sequenced {
  sequence: number;
}

/** How the connection stands. `ended`: the run's last event has come. `refused`: waiting will not help. */
export type Connection = "connecting" | "open" | "lost" | "ended" | "refused";

export interface FollowOptions<Event extends Sequenced> {
  /** Sequence number of the last event the page already shows. */
  after: number;
  /** One connection: the events after a number; it ends when the server completes it and throws when it breaks. */
  subscribe: (after: number) => AsyncIterable<Event>;
  onEvent: (event: Event) => void;
  onConnection: (connection: Connection) => void;
  /** Whether an error may pass with time. */
  mayPass: (error: unknown) => boolean;
  /** Waits before a new connection; rejects or never settles once the page is left. */
  wait: (delayMs: number) => Promise<void>;
  /** True once the page is left. */
  left: () => boolean;
}

const firstDelayMs = 500;
const longestDelayMs = 15_000;

/** Hands on every event after `after` in order and once, over as many connections as it takes. */
export async function followEvents<Event extends Sequenced>(options: FollowOptions<Event>): Promise<void> {
  let last = options.after;
  let delayMs = firstDelayMs;
  while (!options.left()) {
    options.onConnection(delayMs === firstDelayMs ? "connecting" : "lost");
    try {
      for await (const event of options.subscribe(last)) {
        if (options.left()) return;
        if (event.sequence <= last) continue;
        last = event.sequence;
        delayMs = firstDelayMs;
        options.onConnection("open");
        options.onEvent(event);
      }
      return options.onConnection("ended");
    } catch (error) {
      if (options.left()) return;
      if (!options.mayPass(error)) return options.onConnection("refused");
      options.onConnection("lost");
      await options.wait(delayMs);
      delayMs = Math.min(delayMs * 2, longestDelayMs);
    }
  }
}
