// @ts-check
/**
 * One line a step: what is done and how long it took. On a terminal the line counts the seconds while the step runs;
 * elsewhere a step is announced when it has not ended after two seconds, so that a log shows where it waits.
 */
const announceAfterMs = 2000;

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * @template T
 * @param {string} title
 * @param {(tell: (detail: string) => void) => Promise<T> | T} work may tell a detail that stands in the step's final line
 * @param {NodeJS.WriteStream} [out]
 * @returns {Promise<T>} what the work returns; a throw is shown as a failed step and thrown on
 */
export async function step(title, work, out = process.stdout) {
  const startedAt = performance.now();
  const elapsed = () => seconds(performance.now() - startedAt);
  let detail = "";
  const live = out.isTTY === true;
  const show = () => out.write(`\r\u001b[K  … ${title} (${elapsed()})`);
  const timer = live ? setInterval(show, 200) : setTimeout(() => out.write(`  … ${title}\n`), announceAfterMs);
  if (live) show();
  const end = (/** @type {string} */ mark) => {
    clearInterval(timer);
    out.write(`${live ? "\r\u001b[K" : ""}  ${mark} ${title}${detail ? `: ${detail}` : ""} (${elapsed()})\n`);
  };
  try {
    const value = await work((text) => (detail = text));
    end("✓");
    return value;
  } catch (error) {
    detail = "";
    end("✗");
    throw error;
  }
}
