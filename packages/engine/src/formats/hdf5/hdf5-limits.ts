import { z } from "zod";

/** What an HDF5 file may ask of this machine. */
export const hdf5Limits = { fileBytes: 512 * 1024 * 1024, attributeBytes: 16 * 1024 * 1024, objects: 20_000, depth: 12, seconds: 120, heapMib: 2048 } as const;

/** attributes: the names of those that are read, of every group; skip: paths, and names anywhere, below which nothing is read. */
export const wantedSchema = z.object({ attributes: z.array(z.string()), skip: z.array(z.string()) });
