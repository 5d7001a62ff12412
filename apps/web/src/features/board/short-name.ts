/** What a short name is made of. */
export interface Named {
  techniques: string[];
  modelVersion: { label: string };
}

/** The network of a result without its seed: `64-16-10 seed 1` → `64-16-10`. A result stands for all its seeds. */
export const networkName = (label: string): string => label.replace(/ seed \d+$/, "");

/** A name short enough for a chart: the network and what was done to it. */
export const shortName = ({ techniques, modelVersion }: Named, techniqueName: (id: string) => string): string =>
  [networkName(modelVersion.label), techniques.map(techniqueName).join(" + ")].filter(Boolean).join(" · ");
