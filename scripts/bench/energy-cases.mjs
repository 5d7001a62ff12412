/** Workloads of the capture table, full and of the same shape for tests. `processes`: how many write what they used, with the one that starts them. */
const shape = (id, title, { count = 0, seconds = 0, atOnce = 1, detached = false, sleep = 0 }) => ({
  id,
  title,
  processes: count + 1,
  parameters: ["--count", String(count), "--seconds", String(seconds), "--at-once", String(atOnce), "--sleep", String(sleep), ...(detached ? ["--detached"] : [])],
});

export const captureCases = [
  shape("short", "20 children × 0.5 s", { count: 20, seconds: 0.5 }),
  shape("longer", "4 children × 2.5 s", { count: 4, seconds: 2.5 }),
  shape("one", "1 child × 10 s", { count: 1, seconds: 10 }),
  shape("burst", "burst of 200 short children, 4 at once", { count: 200, atOnce: 4 }),
  shape("daemon", "a daemon that forked twice, 5 s", { count: 1, seconds: 5, detached: true }),
];

export const smallCaptureCases = [
  shape("short", "5 children × 0.25 s", { count: 5, seconds: 0.25 }),
  shape("longer", "2 children × 0.6 s", { count: 2, seconds: 0.6 }),
  shape("one", "1 child × 1.5 s", { count: 1, seconds: 1.5 }),
  shape("burst", "burst of 30 short children, 4 at once", { count: 30, atOnce: 4 }),
  shape("daemon", "a daemon that forked twice, 1.5 s", { count: 1, seconds: 1.5, detached: true }),
];

export const peerCases = [
  shape("one", "one process that computes", { count: 1, seconds: 8 }),
  shape("short", "20 short children", { count: 20, seconds: 0.3 }),
  shape("parallel", "4 workers side by side", { count: 4, seconds: 2, atOnce: 4 }),
  shape("idle", "a process that sleeps", { sleep: 8 }),
];
