import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HostileFile } from "./test-hostile-file.ts";

const tiny = fileURLToPath(new URL("../huggingface/tiny-bert", import.meta.url));
/** A folder of a sound encoder, changed. */
const encoder = (name: string, change: (folder: string) => void, says: RegExp): HostileFile => ({
  name: `encoder-${name}`,
  make(path) {
    cpSync(tiny, path, { recursive: true });
    change(path);
  },
  says,
});
/** One file of it with some keys changed, or another text altogether. */
const json = (name: string, file: string, keys: object | string, says: RegExp): HostileFile => encoder(name, (folder) => {
  const path = join(folder, file);
  writeFileSync(path, typeof keys === "string" ? keys : JSON.stringify({ ...(JSON.parse(readFileSync(path, "utf8")) as object), ...keys }));
}, says);
const link = (name: string, file: string, to: string, says: RegExp): HostileFile => encoder(`link-${name}`, (folder) => {
  rmSync(join(folder, file), { recursive: true });
  symlinkSync(to, join(folder, file));
}, says);
const pooling = (path: string): string => JSON.stringify([{ type: "a.Transformer", path: "" }, { type: "a.Pooling", path }]);

/** Folders of Hugging Face's that reach for other places, take time, or lie. */
export const hostileEncoders: HostileFile[] = [
  link("config", "config.json", join(tiny, "config.json"), /config\.json is a link out of its folder/), link("weights", "model.safetensors", join(tiny, "model.safetensors"), /model\.safetensors is a link out of its folder/),
  link("pooling", "1_Pooling", join(tiny, "1_Pooling"), /1_Pooling\/config\.json is a link out of its folder/), link("passwords", "tokenizer.json", "/etc/passwd", /tokenizer\.json is a link out of its folder/),
  link("modules-to-nothing", "modules.json", "nowhere", /There is no modules\.json/), link("circle", "tokenizer.json", "tokenizer.json", /tokenizer\.json cannot be opened \(ELOOP\)/), link("device", "tokenizer.json", "/dev/zero", /There is no tokenizer\.json/),
  json("pooling-parent", "modules.json", pooling("../../etc"), /the modules lie in/), json("pooling-absolute", "modules.json", pooling("/etc"), /the modules lie in/),
  ...["config.json", "tokenizer.json", "tokenizer_config.json", "1_Pooling/config.json"].map((file) => json(`null-${file.replace("/", "-")}`, file, "null", /is no JSON object/)),
  json("null-modules", "modules.json", "[null]", /modules\.json: the modules are/), json("deep", "config.json", `{"model_type":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, /deep within each other/),
  json("proto", "config.json", '{"__proto__":{"model_type":"bert"}}', /model_type is missing/), json("inherited", "config.json", { hidden_act: "constructor" }, /hidden_act is "constructor"/),
  json("pattern", "tokenizer.json", { normalizer: { type: "Replace", pattern: { Regex: "(a|a)*$" }, content: "" } }, /normalizer\.type is "Replace"/),
  json("long-tokens", "tokenizer.json", { added_tokens: Array.from({ length: 1000 }, (_, id) => ({ id: id % 40, content: `${id}${"x".repeat(10_000)}` })) }, /added_tokens are more than 200000 characters/),
  json("null-tokens", "tokenizer.json", { added_tokens: [null] }, /added_tokens\.0 is not/), json("huge-sizes", "config.json", { num_hidden_layers: 2 ** 53 }, /num_hidden_layers/),
  json("many-blocks", "config.json", { num_hidden_layers: 64 }, /tensor encoder\.layer\.2\S+ is missing/), json("huge-vocabulary", "config.json", { vocab_size: 1_000_000 }, /word_embeddings\.weight must have the shape \[1000000, 8\]/),
];
