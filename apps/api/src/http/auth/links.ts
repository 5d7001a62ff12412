import { AsyncLocalStorage } from "node:async_hooks";

/** better-auth hands links to a sender; here the sender is whoever asked for the link. */
const asking = new AsyncLocalStorage<{ url: string | null }>();

/** What better-auth calls with the link it has made. */
export function linkTaken(url: string): void {
  const ask = asking.getStore();
  if (ask) ask.url = url;
}

/** The link that `make` has better-auth make. @throws Error where it made none: a fault */
export async function linkFrom(make: () => Promise<unknown>): Promise<string> {
  const ask = { url: null as string | null };
  await asking.run(ask, make);
  if (ask.url === null) throw new Error("No link was made.");
  return ask.url;
}
