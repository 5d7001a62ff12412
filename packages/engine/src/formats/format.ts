import type { Network } from "../network/network.ts";

/** Bytes ↔ Network. */
export interface Format {
  id: string;
  fileName: string;
  mediaType: string;
  /** Whether bytes look like this format, by their beginning alone. Without it they are those that can be decoded. */
  recognizes?(bytes: Uint8Array): boolean;
  encode(network: Network): Uint8Array;
  /** @throws EngineError CORRUPT or UNSUPPORTED */
  decode(bytes: Uint8Array): Network;
}
