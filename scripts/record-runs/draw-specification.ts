import { randomOf } from "../../packages/engine/src/random.ts";

/** Hidden layers; each comes about as often as any other, so that one can be held out whole. */
const architectures = ["", "8", "16", "32", "64", "128", "256", "512", "1024", "16-16", "64-64", "128-64", "256-128", "512-512", "64-64-64", "128-128-128-128", "32-32-32-32-32-32"];
const students = ["8", "16", "32", "64", "32-32"];
const teachers = ["64", "128", "256", "512", "128-64", "256-128", "512-512"];

export const specificationColumns = ["seed", "pipeline", "hidden", "student", "examples", "epochs", "batchSize", "optimizer", "learningRate"] as const;
/** A specification as a line of the file has it. */
export type Drawn = Record<(typeof specificationColumns)[number], string>;

/** About how long a run takes, CPU s: only so that what is drawn lies within what was asked for. */
function roughSeconds(widths: number[], { steps, rows, adam }: { steps: number; rows: number; adam: boolean }): number {
  const sizes = [64, ...widths, 10];
  const weights = sizes.slice(1).reduce((sum, width, k) => sum + width * sizes[k]!, 0);
  return steps * (7e-5 + 2.5e-5 * (widths.length + 1) + weights * (adam ? 1.5e-9 : 4e-10)) + (rows * 3 * weights) / 8e9;
}

/** So many differ; after them come some of the same again, four seeds one after another, as an experiment's runs come. */
const DIFFERENT = 420;
const SEEDS = 4;

/** The nth specification of the recorded set: the same on every machine. */
export function drawSpecification(index: number): Drawn {
  if (index < DIFFERENT) return draw(index);
  const group = Math.floor((index - DIFFERENT) / SEEDS);
  return { ...draw((group * 21) % DIFFERENT), seed: String(index) };
}

function draw(index: number): Drawn {
  const random = randomOf("recorded run", index);
  const pick = <Item>(list: Item[]): Item => list[Math.floor(random() * list.length)]!;
  const logarithmic = (low: number, high: number): number => low * (high / low) ** random();
  const pipeline = pick(["train", "train", "train", "distill", "train+distill"]);
  const hidden = pipeline === "train" ? architectures[index % architectures.length]! : pick(teachers);
  const student = pipeline === "train" ? "" : pick(students);
  const examples = Math.round(logarithmic(60, 1197));
  const batchSize = Math.min(examples, pick([4, 8, 16, 32, 32, 64, 128, 256]));
  const adam = random() < 0.6;
  const learningRate = Number(logarithmic(0.0005, adam ? 0.005 : 0.05).toPrecision(2));
  const trained = [...(pipeline === "distill" ? [] : [hidden]), ...(student === "" ? [] : [student])].map((text) => text.split("-").filter(Boolean).map(Number));
  const epochSeconds = trained.reduce((sum, widths) => sum + roughSeconds(widths, { steps: Math.ceil(examples / batchSize), rows: examples, adam }), 0);
  const epochs = Math.max(1, Math.min(5000, Math.round(logarithmic(0.25, 5) / epochSeconds)));
  const drawn = { seed: index, pipeline, hidden, student, examples, epochs, batchSize, optimizer: adam ? "adam" : "sgd", learningRate };
  return Object.fromEntries(Object.entries(drawn).map(([name, value]) => [name, String(value)])) as Drawn;
}

const layersOf = (widths: string) => widths.split("-").filter(Boolean).map((units) => ({ type: "dense", units: Number(units), activation: "relu" }));

/** The specification that a line stands for. */
export function specificationOf({ seed, pipeline, hidden, student, examples, epochs, batchSize, optimizer, learningRate }: Drawn) {
  return {
    version: 1,
    name: "recorded",
    task: "digits",
    base: { layers: layersOf(hidden) },
    pipeline: pipeline.split("+").map((technique) => (technique === "distill" ? { technique, student: { layers: layersOf(student) } } : { technique })),
    training: { examples: Number(examples), epochs: Number(epochs), batchSize: Number(batchSize), optimizer: { type: optimizer, learningRate: Number(learningRate) } },
    seeds: [Number(seed)],
  };
}
