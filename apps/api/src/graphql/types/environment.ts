import { builder } from "../builder.ts";

export const Environment = builder.prismaObject("Environment", {
  description: "What a run was executed with.",
  fields: (t) => ({
    engineVersion: t.exposeString("engineVersion"),
    backend: t.exposeString("backend"),
    threads: t.exposeInt("threads"),
    workers: t.exposeInt("workers", { nullable: true, description: "Processes that trained, each with as many threads; null: the run's own did." }),
    operatingSystem: t.exposeString("operatingSystem"),
    processor: t.exposeString("processor"),
    accelerator: t.exposeString("accelerator", { nullable: true }),
    hardwareClass: t.exposeString("hardwareClass"),
    zone: t.exposeString("zone", { nullable: true, description: "Grid zone of the worker; null: the world's average was used." }),
  }),
});
