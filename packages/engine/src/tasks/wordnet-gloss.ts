import { fetchDataFiles, readDataFiles } from "./data-files.ts";
import type { DataFiles } from "./data-files.ts";
import { permutation, randomOf } from "../random.ts";
import type { Row } from "./split.ts";
import { examplesOf } from "./split.ts";
import type { Examples, Task } from "./task.ts";

const files: DataFiles = {
  name: "wordnet-3.0",
  sha256: { "data.noun": "fea17d2f9656611334eac790e5d69e47645fa180c4aa481fb4cd9b3520754ca2" },
  debian: { package: "wordnet-base", folder: "/usr/share/wordnet" },
};

/** Lexicographer files with more than 2,600 nouns, by their number (lexnames(5WN)), in the order of the classes. */
export const topics: Readonly<Record<string, string>> = {
  "04": "act", "05": "animal", "06": "artifact", "07": "attribute", "09": "cognition", "10": "communication", "14": "group", "15": "location", "18": "person", "20": "plant", "26": "state", "27": "substance",
};
/** Glosses of each topic: as many of each, so that guessing the commonest helps nobody. */
const perTopic = { train: 1500, validation: 180, test: 360 };
const STEPS = 24;
const ENTRIES = 8192;
/** What stands where a gloss has ended, and for a word that is not in the vocabulary. */
const [PADDING, UNKNOWN] = [0, 1];

interface Gloss {
  text: string;
  words: string[];
  label: number;
}

const wordsOf = (gloss: string): string[] => gloss.toLowerCase().match(/[a-z]+/g) ?? [];

/** Lines of wndb(5WN): offset, number of the lexicographer file, …, a bar, the gloss. Lines of the licence begin with a blank. */
function glossesByTopic(text: string): Gloss[][] {
  const numbers = Object.keys(topics);
  const all: Gloss[][] = numbers.map(() => []);
  for (const line of text.split("\n")) {
    const label = numbers.indexOf(line.slice(9, 11));
    if (label < 0 || line.startsWith(" ")) continue;
    const gloss = line.slice(line.indexOf("|") + 1).trim();
    all[label]!.push({ text: gloss, words: wordsOf(gloss), label });
  }
  return all;
}

/** The commonest words of the training glosses, each with its number; of equally common ones the first by the alphabet. */
function vocabularyOf(glosses: Gloss[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { words } of glosses) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, ENTRIES - 2);
  return new Map(ordered.map(([word], k) => [word, k + 2]));
}

/**
 * The topic of a dictionary's definition: twelve kinds of nouns, 2,040 glosses of each. An example is the first 24 words as numbers of a vocabulary of 8,192, of which 0 pads and 1 is a
 * word that is not among the commonest of the training split. A network that reads texts is given the whole gloss.
 * Source: Princeton University 2006, WordNet 3.0 (Fellbaum 1998); Miller 1995, doi 10.1145/219717.219748.
 */
export const wordnetGloss: Task = {
  slug: "wordnet-gloss",
  name: "WordNet gloss topics",
  description: "24,480 definitions of nouns, twelve topics, 24 words each of a vocabulary of 8,192: WordNet 3.0.",
  licence: "WordNet-3.0",
  metric: { name: "accuracy", direction: "MAXIMIZE" },
  inputShape: [STEPS],
  inputScale: 1,
  classes: 12,
  texts: true,
  splitSizes: { train: 12 * perTopic.train, validation: 12 * perTopic.validation, test: 12 * perTopic.test },
  prepare: (say) => fetchDataFiles(files, say),
  load() {
    const byTopic = glossesByTopic(readDataFiles(files)["data.noun"]!.toString("latin1")).map((glosses, label) => {
      const order = permutation(randomOf("task", "wordnet-gloss", "split", label), glosses.length);
      return Array.from(order, (k) => glosses[k]!);
    });
    const mixed = (name: string, from: number, count: number): Gloss[] => {
      const all = byTopic.flatMap((glosses) => glosses.slice(from, from + count));
      return Array.from(permutation(randomOf("task", "wordnet-gloss", name), all.length), (k) => all[k]!);
    };
    const { train, validation, test } = perTopic;
    const parts = [mixed("train", 0, train), mixed("validation", train, validation), mixed("test", train + validation, test)] as const;
    const vocabulary = vocabularyOf(parts[0]);
    const numbersOf = ({ words, label }: Gloss): Row => ({ values: Array.from({ length: STEPS }, (_, k) => (words[k] === undefined ? PADDING : (vocabulary.get(words[k]) ?? UNKNOWN))), label });
    const examples = (glosses: Gloss[]): Examples => ({ ...examplesOf(glosses.map(numbersOf), (length) => new Float32Array(length)), texts: glosses.map(({ text }) => text) });
    return { train: examples(parts[0]), validation: examples(parts[1]), test: examples(parts[2]) };
  },
};
