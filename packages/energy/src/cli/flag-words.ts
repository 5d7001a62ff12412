/** What a flag of a record means, for people; a flag that is not here is shown as it is. */
const words: Record<string, string> = {
  "coverage-below-95-percent": "less than 95 % of the processes' CPU time was seen: the figures are too low",
  "children-not-seen": "child processes could not be seen: what they used is missing",
  "detached-children-not-seen": "a process that detached itself (forked twice) escapes this way of counting, and nothing tells",
  "unwaited-children-not-seen": "a process ends its children without waiting for them: what they used in their last moments may be missing",
  "hidden-processes-not-seen": "processes of other users below the command are hidden: what they used is missing",
  "left-its-control-group": "the command was moved to another control group: what it used there is missing",
  "failed-capture-read": "the CPU time of the processes could not be read at times; the next reading covered the gap",
  "window-shorter-than-100-ticks": "the window was so short that the clock's ticks matter: the interval is wider for it; measure a longer run",
  "zone-not-set": "no grid zone was given: carbon and cost are world averages; set --zone or JOULEMARK_ZONE, e.g. DE",
  "mirrored-counter": "two counters moved alike and were counted once",
  "counter-reset": "a counter started again in the window: that interval was filled in from its neighbours",
  "late-zone": "a counter appeared after the window had begun",
  "implausible-counter": "a counter jumped further than the hardware can draw: that interval was bounded, not summed",
  "ambiguous-wrap": "a counter may have wrapped more than once between two readings",
  "mirror-undecided": "whether two counters are one and the same could not be told in so short a time: the interval holds both",
  "stuck-counter": "a counter did not move for a long time",
  "counter-under-hypervisor": "the counter is one that a hypervisor shows: a share by its rules, not a reading of the hardware",
  "sampling-gap": "power was not sampled for a while: energy in the gap was bounded, not measured",
  "clock-jump": "the clock of the power readings jumped: energy in the jump was bounded, not measured",
  "gpu-never-tried": "reading a GPU was tested on recorded output only, never on a GPU",
  "gpu-reader-ended": "the program that reads the GPU ended: its energy since then is missing",
  "carried-from-another-meter": "the run began under another meter, whose figures stand in lines of their own",
  "migrated-from-version-1": "a record of the first release, which lacks times, host, scope, sampler and raw counters",
  "failed-read": "a counter could not be read at times; the next reading covered the gap",
};

export const flagInWords = (flag: string): string => (Object.hasOwn(words, flag) ? `${words[flag]} (${flag})` : flag);
