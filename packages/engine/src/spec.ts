/** The specification, its registries and shapes: what the API imports. Loads no TensorFlow. */
export { EngineError } from "./errors.ts";
export { calibrationError } from "./hardware/calibration.ts";
export { hardwareProfiles } from "./hardware/profiles/registry.ts";
export type { HardwareProfile, NumberType, Sourced } from "./hardware/profile.ts";
export { projectInference } from "./hardware/project-inference.ts";
export type { Projection } from "./hardware/project-inference.ts";
export { recordedCalibration } from "./hardware/recorded-calibration.ts";
export { modelFolder } from "./model-folder.ts";
export { architectureOfLabel, multiplyAdds, networkLabel, parameterCount } from "./network/network.ts";
export type { Architecture } from "./network/network.ts";
export type { EngineEvent, EventKind, ReportEnvironment, ReportFile, ReportMetric, RunReport } from "./report.ts";
export { namedModels, parseSpecification, specificationJsonSchema, stepsOf } from "./spec/parse.ts";
export type { Issue, Parsed, ParsedStep } from "./spec/parse.ts";
export type { Specification, TrainingSpec } from "./spec/schema.ts";
export { workOf } from "./spec/work.ts";
export type { NamedModel } from "./techniques/technique.ts";
export type { TaskDescription, TaskMetric } from "./tasks/task.ts";
export type { Cost, Interval, Measurement } from "@joulemark/energy";
import { tasks as registeredTasks } from "./tasks/registry.ts";
import type { TaskDescription } from "./tasks/task.ts";
import { techniques } from "./techniques/registry.ts";

export const tasks: readonly TaskDescription[] = registeredTasks;
export const techniqueIds: readonly string[] = techniques.map(({ id }) => id);
