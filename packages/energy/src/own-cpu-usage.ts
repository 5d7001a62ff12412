type Usage = (previous?: NodeJS.CpuUsage) => NodeJS.CpuUsage;

/**
 * CPU time of this thread, µs; from Node 22.19 on. Before it that of the whole process, which in this program is hardly more and never less: what
 * the sampler tells of its own cost is then an upper bound.
 */
export const ownCpuUsage: Usage = (previous) => ((process as { threadCpuUsage?: Usage }).threadCpuUsage ?? process.cpuUsage).call(process, previous);
