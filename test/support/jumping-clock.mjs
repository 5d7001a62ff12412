/** Preloaded into a process: its wall clock jumps by the hours that stand in the file CLOCK_FILE, whenever that file changes. The monotonic clock stays. */
import { readFileSync, watchFile } from "node:fs";

const file = process.env.CLOCK_FILE;
if (file) {
  const RealDate = Date;
  let shiftMs = 0;
  const read = () => {
    try {
      shiftMs = Number(readFileSync(file, "utf8")) * 3_600_000 || 0;
    } catch {
      shiftMs = 0; // no file: no jump
    }
  };
  const now = () => RealDate.now() + shiftMs;
  globalThis.Date = class Date extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(now());
      else super(...parts);
    }
    static now() {
      return now();
    }
  };
  read();
  watchFile(file, { interval: 200, persistent: false }, read);
}
