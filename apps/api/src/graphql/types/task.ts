import { tasks } from "@joulemark/engine/spec";
import { builder } from "../builder.ts";
import { MetricDirection } from "./measurement.ts";

export type TaskShape = (typeof tasks)[number];

const TaskMetric = builder.objectRef<TaskShape["metric"]>("TaskMetric").implement({
  fields: (t) => ({ name: t.exposeString("name"), direction: t.expose("direction", { type: MetricDirection }) }),
});

export const Task = builder.objectRef<TaskShape>("Task").implement({
  description: "Data with a fixed split, and the metric models are ranked by.",
  fields: (t) => ({
    slug: t.exposeString("slug"),
    name: t.exposeString("name"),
    description: t.exposeString("description"),
    licence: t.exposeString("licence"),
    metric: t.expose("metric", { type: TaskMetric }),
  }),
});

/** The task of a slug; null for one this version does not know. */
export const taskOf = (slug: string | null): TaskShape | null => tasks.find((task) => task.slug === slug) ?? null;

/** The task of a row that must have one. @throws Error where the registry lost it: a fault */
export function knownTask(slug: string): TaskShape {
  const task = taskOf(slug);
  if (!task) throw new Error(`The task ${slug} is not in the registry of this version.`);
  return task;
}

builder.queryField("tasks", (t) => t.field({ type: [Task], resolve: () => [...tasks] }));
