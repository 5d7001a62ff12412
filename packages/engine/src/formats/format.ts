import type { Network } from "../network/network.ts";

/** Bytes ↔ Network. */
export interface Format {
  id: string;
  fileName: string;
  mediaType: string;
  encode(network: Network): Uint8Array;
  /** @throws EngineError CORRUPT or UNSUPPORTED */
  decode(bytes: Uint8Array): Network;
}
