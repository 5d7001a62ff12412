import type { PortalModelLineageQuery } from "@joulemark/client";

/** A version in the picture of a lineage. */
export interface LineageNode {
  id: string;
  /** Of its model, for the address of its page. */
  model: string;
  name: string;
  label: string;
  parameterCount: number;
  /** Whether it is of the model the page is about. */
  own: boolean;
  /** Column: 0 for what nothing here was made into it, one more for each step. */
  depth: number;
  row: number;
}

export interface LineageEdge {
  from: string;
  to: string;
  technique: string;
  qualityDelta: { name: string; value: number } | null;
  qualityOrder: Step["qualityOrder"];
  sizeBytesDelta: number | null;
  trainingEnergy: Step["trainingEnergy"];
}

export interface Lineage {
  nodes: LineageNode[];
  edges: LineageEdge[];
}

type Step = NonNullable<PortalModelLineageQuery["model"]>["lineage"]["nodes"][number];
type Named = Step["child"];

/** Where the versions of a model come from, two steps back, and what was made of them, laid out from left to right. @param model its id */
export function lineageOf(steps: Step[], model: string): Lineage {
  const named = new Map<string, Named>();
  const edges = new Map<string, LineageEdge>();
  const join = (from: Named, to: Named, { technique, qualityDelta, qualityOrder, sizeBytesDelta, trainingEnergy }: Omit<LineageEdge, "from" | "to">): void => {
    for (const version of [from, to]) named.set(version.id, version);
    edges.set(`${from.id} ${to.id} ${technique}`, { from: from.id, to: to.id, technique, qualityDelta, qualityOrder, sizeBytesDelta, trainingEnergy });
  };
  for (const step of steps) {
    join(step.parent, step.child, step);
    for (const before of step.parent.parents) join(before.version, step.parent, before);
  }
  const depths = depthsOf([...named.keys()], [...edges.values()]);
  const rows = new Map<number, number>();
  const nodes = [...named.values()].map((version): LineageNode => {
    const depth = depths.get(version.id) ?? 0;
    const row = rows.get(depth) ?? 0;
    rows.set(depth, row + 1);
    return { id: version.id, model: version.model.id, name: version.model.name, label: version.label, parameterCount: version.parameterCount, own: version.model.id === model, depth, row };
  });
  return { nodes, edges: [...edges.values()] };
}

/** The longest way to each version. A version is made after its parents, so that there is no circle; a wrong record must not hang a page all the same. */
function depthsOf(ids: string[], edges: LineageEdge[]): Map<string, number> {
  const depths = new Map(ids.map((id) => [id, 0]));
  for (let round = 0; round < ids.length; round += 1) {
    let changed = false;
    for (const { from, to } of edges) {
      const depth = Math.min((depths.get(from) ?? 0) + 1, ids.length);
      if (depth > (depths.get(to) ?? 0)) {
        depths.set(to, depth);
        changed = true;
      }
    }
    if (!changed) break;
  }
  return depths;
}
