import type { BertConfig } from "../formats/huggingface/bert-config.ts";
import { bertLayers } from "../formats/huggingface/bert-layers.ts";
import type { Architecture, Network } from "../network/network.ts";
import { readHuggingFaceFolder } from "../formats/huggingface/read-folder.ts";
import type { DataFiles } from "../tasks/data-files.ts";
import { dataFolder, fetchDataFiles, readDataFiles } from "../tasks/data-files.ts";

/** A network that somebody else trained and that is not shipped. */
export interface Pretrained {
  /** Stands in specifications for ever. */
  id: string;
  title: string;
  source: string;
  licence: string;
  /** Known before it is on this machine. */
  architecture: Architecture;
  /**
   * Brings it onto this machine, if it is not there.
   * @param say told what takes a while
   * @throws EngineError UNSUPPORTED where no way led to it, with each one's reason and what to do
   */
  prepare(say: (message: string) => void): Promise<void>;
  /** @throws EngineError UNSUPPORTED where it is not on this machine; CORRUPT where it is not what its sha256 says */
  load(): Network;
}

export interface PretrainedBert extends Pick<Pretrained, "id" | "title" | "source" | "licence"> {
  config: BertConfig;
  /** Tokens of an example; longer texts are cut. */
  tokens: number;
  files: DataFiles;
  /** Stands in every file that is derived. */
  notice: string;
}

/** One that is saved as Hugging Face's libraries do, and gives embeddings of length 1. */
export const definePretrained = ({ config, tokens, files, notice, ...words }: PretrainedBert): Pretrained => ({
  ...words,
  architecture: { inputShape: [tokens], layers: bertLayers(config, true) },
  prepare: (say) => fetchDataFiles(files, say),
  load() {
    readDataFiles(files); // checks them
    return { ...readHuggingFaceFolder(dataFolder(files), { tokens }), notice };
  },
});
