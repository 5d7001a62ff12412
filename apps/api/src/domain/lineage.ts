import type { Measurement, Metric, Prisma, Writer } from "../storage/db.ts";

type Side = { metrics: Metric[]; measurements: Measurement[]; environment: { hardwareClass: string } | null } | null;

/** The edge of a child version from its base: the pipeline, and what it changed. What was not measured on both sides alike stays null. */
export async function drawLineage(tx: Writer, { parentId, childId, specification }: { parentId: string; childId: string; specification: Prisma.JsonValue }): Promise<void> {
  const include = { run: { include: { metrics: true, measurements: true, environment: true } } };
  const parent = await tx.modelVersion.findUniqueOrThrow({ where: { id: parentId }, include });
  const child = await tx.modelVersion.findUniqueOrThrow({ where: { id: childId }, include });
  const pipeline = pipelineOf(specification);
  await tx.lineageEdge.create({
    data: {
      parentId,
      childId,
      technique: pipeline.map(({ technique }) => technique).join(" + "),
      parameters: pipeline as Prisma.InputJsonValue,
      ...(parent.taskSlug === child.taskSlug ? qualityDelta(parent.run, child.run) : {}),
      inferenceEnergyDeltaJoules: inferenceDelta(parent.run, child.run),
      ...costDelta(parent.run, child.run),
      parameterCountDelta: child.parameterCount - parent.parameterCount,
      sizeBytesDelta: child.sizeBytes - parent.sizeBytes,
    },
  });
}

function pipelineOf(specification: Prisma.JsonValue): { technique: string }[] {
  const { pipeline } = specification as { pipeline: { technique: string }[] }; // parsed before it was stored
  return pipeline;
}

function qualityDelta(parent: Side, child: Side): { qualityMetric?: string; qualityDelta?: number } {
  const [before, after] = [parent, child].map((side) => side?.metrics.find(({ position }) => position === 0));
  return before && after && before.name === after.name ? { qualityMetric: after.name, qualityDelta: after.value - before.value } : {};
}

function inferenceDelta(parent: Side, child: Side): number | null {
  const [before, after] = [parent, child].map((side) => side?.measurements.find(({ quantity }) => quantity === "INFERENCE_ENERGY_PER_THOUSAND"));
  const alike = before && after && before.method === after.method && before.boundary === after.boundary && parent?.environment?.hardwareClass === child?.environment?.hardwareClass;
  return alike ? after.value - before.value : null;
}

function costDelta(parent: Side, child: Side): { costDelta?: number; costCurrency?: string } {
  const [before, after] = [parent, child].map((side) => side?.measurements.find(({ quantity }) => quantity === "COST"));
  return before && after && before.unit === after.unit ? { costDelta: after.value - before.value, costCurrency: after.unit } : {};
}
