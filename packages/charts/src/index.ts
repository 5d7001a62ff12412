export type { EnergyAccuracyOptions, EnergyAccuracyRow, EnergyAccuracyText } from "./energy-accuracy.ts";
export { energyAccuracyChart, plottableRows } from "./energy-accuracy.ts";
export type { Curve, CurvePoint, TrainingCurvesOptions } from "./training-curves.ts";
export { trainingCurvesChart } from "./training-curves.ts";
export type { ChartSpecification } from "./specification.ts";
export type { ChartTheme } from "./theme.ts";
export { darkTheme, lightTheme, pageTheme } from "./theme.ts";
