import { z } from "zod";
import { EngineError } from "../../errors.ts";

const fileName = z.string().min(1).max(4096);
const share = z.number().gt(0).lt(1);
const common = {
  name: z.string().trim().min(1).max(200),
  slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "small letters and digits, joined by -").max(60).default("own-data"),
  licence: z.string().min(1).max(200).default("not stated"),
  /** Shape of one example, channels last. */
  inputShape: z.array(z.int().min(1)).min(1).max(4),
  /** Raw inputs are divided by it. */
  inputScale: z.number().gt(0).default(1),
  /** Every value of an example to mean 0 and standard deviation 1 over the training rows. */
  standardize: z.boolean().default(false),
  /** Names, as the label column has them, or how many: then labels are 0 … one less. */
  classes: z.union([z.int().min(2).max(10_000), z.array(z.string().min(1)).min(2).max(10_000).refine((names) => new Set(names).size === names.length, "names must differ")]),
  /** Shares of one file that are held back; files may be given for each split instead. */
  split: z.strictObject({ validation: share.default(0.1), test: share.default(0.2) }).refine(({ validation, test }) => validation + test < 1, "something must be left to train on").default({ validation: 0.1, test: 0.2 }),
};
const filesOf = <File extends z.ZodType>(file: File) => z.union([z.strictObject({ all: file }), z.strictObject({ train: file, validation: file, test: file })], "must be {all} or {train, validation, test}");
const table = { files: filesOf(fileName), label: z.string().min(1) };
const arrays = { files: filesOf(z.strictObject({ inputs: fileName, labels: fileName })) };

/** What a partner's data are. Files stand relative to the manifest. */
export const manifestSchema = z.discriminatedUnion("format", [
  z.strictObject({ format: z.literal("csv"), ...common, ...table, separator: z.enum([",", ";", "\t", "|"]).default(","), /** Default: every column but the label's. */ inputs: z.array(z.string()).min(1).optional() }),
  z.strictObject({ format: z.literal("jsonl"), ...common, ...table, /** Columns of numbers, or the name of one that holds arrays. */ inputs: z.union([z.string(), z.array(z.string()).min(1)]).optional() }),
  z.strictObject({ format: z.literal("npy"), ...common, ...arrays }),
  z.strictObject({ format: z.literal("idx"), ...common, ...arrays }),
]);
export type Manifest = z.infer<typeof manifestSchema>;

/** @throws EngineError INVALID_INPUT naming every path that is wrong */
export function parseManifest(file: string, text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new EngineError("INVALID_INPUT", `${file} is no JSON: ${(cause as Error).message}`, { path: ["task"], cause });
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) throw new EngineError("INVALID_INPUT", parsed.error.issues.map(({ path, message }) => `${file}: ${path.length > 0 ? `${path.join(".")}: ` : ""}${message}`).join("\n"), { path: ["task"] });
  return parsed.data;
}
