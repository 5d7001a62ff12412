/** What a flag of a record means, for people; a flag that is not here is shown as it is. */
const words: Record<string, string> = {
  "coverage-below-95-percent": "less than 95 % of the processes' CPU time was seen: the figures are too low",
  "children-not-seen": "child processes could not be seen: what they used is missing",
  "detached-children-not-seen": "a process that detached itself (forked twice) escapes this way of counting, and nothing tells",
  "window-shorter-than-100-ticks": "the window was so short that the clock's ticks matter: the interval is wider for it; measure a longer run",
  "zone-not-set": "no grid zone was given: carbon and cost are world averages; set --zone or JOULEMARK_ZONE, e.g. DE",
  "mirrored-counter": "two counters moved alike and were counted once",
  "counter-reset": "a counter started again in the window: that interval was filled in from its neighbours",
  "late-zone": "a counter appeared after the window had begun",
  "implausible-counter": "a counter jumped further than the hardware can draw: that interval was bounded, not summed",
  "ambiguous-wrap": "a counter may have wrapped more than once between two readings",
  "failed-read": "a counter could not be read at times; the next reading covered the gap",
};

export const flagInWords = (flag: string): string => (Object.hasOwn(words, flag) ? `${words[flag]} (${flag})` : flag);
