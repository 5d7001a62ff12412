/** A family of metrics, as the text format (0.0.4) has it. */
export interface MetricFamily {
  name: string;
  type: string;
  help: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/g;

/** Reads the text that Prometheus scrapes. @throws Error naming the first line that is none of its format */
export function parseExposition(text: string): MetricFamily[] {
  if (!text.endsWith("\n")) throw new Error("The last line does not end.");
  const families = new Map<string, MetricFamily>();
  const familyOf = (name: string): MetricFamily => families.get(name) ?? families.set(name, { name, type: "", help: "", samples: [] }).get(name)!;
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const [, keyword, of = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (keyword === "HELP") familyOf(of).help = rest;
    else if (keyword === "TYPE") familyOf(of).type = rest;
    else if (!line.startsWith("#")) {
      const [, name, labels = "", value] = sampleLine.exec(line) ?? [];
      if (name === undefined || value === undefined || labels.replaceAll(label, "") !== "") throw new Error(`This is no sample: ${line}`);
      const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ""));
      if (!family) throw new Error(`${name} has no type before it.`);
      family.samples.push({ name, labels: Object.fromEntries([...labels.matchAll(label)].map(([, key, text]) => [key, text])), value: value === "+Inf" ? Infinity : Number(value) });
    }
  }
  return [...families.values()];
}

/** What Prometheus' own linter, and its naming rules, would find wrong. */
export function lintExposition(families: MetricFamily[]): string[] {
  return families.flatMap(({ name, type, help, samples }) => {
    const keys = samples.map((sample) => `${sample.name} ${JSON.stringify(sample.labels)}`);
    return [
      ...(help.trim() === "" ? ["has no help"] : []),
      ...(["counter", "gauge", "histogram", "summary"].includes(type) ? [] : [`is of the type ${type}`]),
      ...((type === "counter") === name.endsWith("_total") ? [] : ["ends in _total just if it is a counter"]),
      ...(/_(ms|milliseconds|minutes|hours|days|kilobytes|kb|mb|kwh|wh|percent)(_|$)/.test(name) ? ["is in no base unit"] : []),
      ...(/^[a-z][a-z0-9_]*$/.test(name) ? [] : ["has a name of another form"]),
      ...(new Set(keys).size === keys.length ? [] : ["has a sample twice"]),
      ...(samples.some(({ value }) => Number.isNaN(value)) ? ["has a sample that is no number"] : []),
      ...(type === "counter" && samples.some(({ value }) => value < 0) ? ["counts below 0"] : []),
      ...(type === "histogram" ? lintHistogram(samples) : []),
    ].map((what) => `${name} ${what}`);
  });
}

function lintHistogram(samples: MetricFamily["samples"]): string[] {
  const counts = samples.filter(({ name }) => name.endsWith("_count"));
  return counts.flatMap(({ labels, value }) => {
    const own = samples.filter((sample) => sample.name.endsWith("_bucket") && Object.entries(labels).every(([key, text]) => sample.labels[key] === text));
    const rising = own.every((bucket, index) => index === 0 || bucket.value >= own[index - 1]!.value);
    const last = own.at(-1);
    return rising && last?.labels.le === "+Inf" && last.value === value ? [] : [`has buckets that do not rise to its count: ${JSON.stringify(labels)}`];
  });
}
