/** A table of numbers as a file has it, rows first. */
export interface ArrayFile {
  shape: number[];
  /** Bytes stay bytes; all other numbers are float64 here, so that what float32 cannot hold is seen. */
  values: Uint8Array | Float64Array;
}
