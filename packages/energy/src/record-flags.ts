/** All that a record of this release may warn of, in kebab-case. What none of these words says is not flagged: whoever emits a new one adds it here. */
export const recordFlags = [
  // What was seen of the work
  "children-not-seen",
  "detached-children-not-seen",
  "hidden-processes-not-seen",
  "unwaited-children-not-seen",
  "ended-time-inferred",
  "coverage-below-95-percent",
  "left-its-control-group",
  "failed-capture-read",
  "window-shorter-than-100-ticks",
  // Counters
  "mirrored-counter",
  "mirror-undecided",
  "late-zone",
  "ambiguous-wrap",
  "counter-reset",
  "implausible-counter",
  "stuck-counter",
  "failed-read",
  "suspended",
  "counter-under-hypervisor",
  "sampling-gap",
  "clock-jump",
  // Accelerators
  "gpu-never-tried",
  "gpu-reader-ended",
  "device-order-assumed",
  "visible-device-not-found",
  // What the figures rest on
  "zone-not-set",
  "carried-from-another-meter",
  // Records of the first release
  "migrated-from-version-1",
  "lacks-times",
  "lacks-host",
  "lacks-scope",
  "lacks-sampler",
  "lacks-raw-counters",
] as const;

export type RecordFlag = (typeof recordFlags)[number];

/** The flag where what it warns of holds. */
export const flagIf = (holds: boolean, flag: RecordFlag): RecordFlag[] => (holds ? [flag] : []);
