import { setFlagsFromString } from "node:v8";

/** Of what is alive after a collection: so much more, %, may come until the next one. V8 takes about a hundred for a heap of this size. */
const GROWTH_PERCENT = 500;

/**
 * Lets V8 collect its whole heap seldom: a process that exchanges arrays has a heap of some 30 MB and passes as much of arrays outside of it in a few steps, dead at once; walking
 * through the heap for each 30 MB was half of the CPU time of an exchange. Costs some 100 MB of memory. Works from the next collection on.
 */
export const collectSeldom = (): void => setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
