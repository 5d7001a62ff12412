import type { Network } from "../network/network.ts";

/** Bytes ↔ Network. */
export interface Format {
  id: string;
  fileName: string;
  mediaType: string;
  /** Whether bytes look like this format, by their beginning alone. Without it they are those that can be decoded. */
  recognizes?(bytes: Uint8Array): boolean;
  encode(network: Network): Uint8Array;
  /** Files that stand beside that of `encode`, where there are any. */
  encodeBeside?(network: Network): { name: string; bytes: Uint8Array }[];
  /**
   * @param beside reads a file that lies beside, of so many bytes at the most
   * @throws EngineError CORRUPT or UNSUPPORTED
   */
  decode(bytes: Uint8Array, beside?: (name: string, mostBytes: number) => Uint8Array): Network;
}
