/** What a Keras archive may ask of this machine, beside what its HDF5 file may. */
export const kerasLimits = { configBytes: 16 * 1024 * 1024 } as const;
