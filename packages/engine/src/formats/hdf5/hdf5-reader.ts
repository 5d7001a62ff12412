import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Attribute, Dataset, Group } from "h5wasm";
import * as hdf5 from "h5wasm";
import { z } from "zod";
import { EngineError } from "../../errors.ts";
import type { FileTensor } from "../tensor-file.ts";
import { encodeTensorFile } from "../tensor-file.ts";
import { hdf5Limits, wantedSchema } from "./hdf5-limits.ts";

/**
 * A process of its own that reads one HDF5 file: the file comes by standard input, what is wanted by the first argument; float32 tensors and attributes go to standard output
 * as a safetensors file. After as many seconds as the second argument says it ends itself: who began it may be gone, and a damaged file may keep the library busy for ever. A refusal is {code, message} on standard error and the code 3. HDF5's own library runs as WebAssembly, with this one file in memory for a file system.
 */
const corrupt = (why: string): EngineError => new EngineError("CORRUPT", `This is no sound HDF5 file: ${why}.`);
const unsupported = (path: string, why: string): EngineError => new EngineError("UNSUPPORTED", `${path} ${why}.`, { path: path.split("/").filter((part) => part !== "") });
const FLOAT = 1;

class Reader {
  readonly tensors: Record<string, FileTensor> = {};
  readonly attributes: Record<string, Record<string, string | string[]>> = {};
  private readonly file: Group;
  private readonly fileBytes: number;
  private readonly wanted: z.infer<typeof wantedSchema>;
  private objects = 0;
  private valueBytes = 0;

  constructor(file: Group, fileBytes: number, wanted: z.infer<typeof wantedSchema>) {
    [this.file, this.fileBytes, this.wanted] = [file, fileBytes, wanted];
  }

  group(group: Group, path: string, depth: number): void {
    if (depth > hdf5Limits.depth) throw unsupported(path, `stands more than ${hdf5Limits.depth} groups deep, or a link leads back to a group above it`);
    this.readAttributes(group.attrs, path || "/");
    for (const name of group.keys()) {
      const own = `${path}/${name}`;
      if (this.wanted.skip.includes(own) || this.wanted.skip.includes(name)) continue;
      this.objects += 1;
      if (this.objects > hdf5Limits.objects) throw unsupported(path || "/", `is among more than ${hdf5Limits.objects} groups and values, or a link leads back to a group above it`);
      const found = this.file.get(own);
      if (found instanceof hdf5.Group) this.group(found, own, depth + 1);
      else if (found instanceof hdf5.Dataset) this.dataset(found, own);
      else throw unsupported(own, "is a link to another place or file, or no group and no values; only what is in the file itself is read");
    }
  }

  private readAttributes(all: Record<string, Attribute>, path: string): void {
    for (const name of this.wanted.attributes) {
      if (!Object.hasOwn(all, name)) continue;
      const attribute = all[name]!;
      if (attribute.metadata.total_size * attribute.metadata.size > hdf5Limits.attributeBytes) throw unsupported(`${path}@${name}`, `has more than ${hdf5Limits.attributeBytes} bytes`);
      const value = z.union([z.string(), z.array(z.string())]).safeParse(attribute.shape?.includes(0) ? [] : attribute.json_value);
      if (!value.success) throw unsupported(`${path}@${name}`, "is neither a text nor a list of texts");
      (this.attributes[path] ??= {})[name] = value.data;
    }
  }

  /** Keras writes values in one piece, so none has more of them than the file has bytes; what is compressed or scattered could. */
  private dataset(dataset: Dataset, path: string): void {
    const { type, size, shape, littleEndian, chunks, virtual_sources: sources } = dataset.metadata;
    if (chunks !== null || sources !== undefined || dataset.filters.length > 0) throw unsupported(path, "is stored in chunks, compressed or in other files; values in one piece are read, as Keras writes them");
    if (type !== FLOAT || size !== 4 || !littleEndian || shape === null) throw unsupported(path, "is not float32, little-endian; such weights are read");
    const bytes = shape.reduce((product, length) => product * length, 4);
    this.valueBytes += bytes;
    if (!(this.valueBytes <= this.fileBytes)) throw corrupt(`${path} says that it has the shape [${shape.join(", ")}], and the file has ${this.fileBytes} bytes`);
    const values = bytes === 0 ? new Float32Array() : dataset.value;
    if (!(values instanceof Float32Array) || values.length * 4 !== bytes) throw corrupt(`${path} does not hold the values that its shape says`);
    this.tensors[path] = { dtype: "F32", shape, values };
  }
}

/** A thread of its own, since the library's work leaves this one no moment. */
new Worker(`setTimeout(() => process.kill(process.pid, "SIGKILL"), ${Number(process.argv[3]) * 1000})`, { eval: true }).unref();

async function readStandardInput(): Promise<Buffer> {
  const wanted = wantedSchema.parse(JSON.parse(process.argv[2]!));
  const bytes = readFileSync(0);
  const { FS, activate_throwing_error_handler: throwErrors } = await hdf5.ready;
  throwErrors();
  FS.writeFile("/file.h5", bytes);
  try {
    const reader = new Reader(new hdf5.File("/file.h5", "r"), bytes.length, wanted);
    reader.group(reader["file"], "", 0);
    return encodeTensorFile({ tensors: reader.tensors, metadata: { attributes: JSON.stringify(reader.attributes) } });
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw corrupt(`HDF5's library says "${String((error as Error).message ?? error).replace(/\s+/g, " ").trim().slice(0, 200)}"`);
  }
}

try {
  const answer = await readStandardInput();
  process.stdout.write(answer);
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  const { code, message, path } = error;
  process.stderr.write(JSON.stringify({ code, message, path }), () => process.exit(3));
}
