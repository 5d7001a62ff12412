import { readFileSync } from "node:fs";
import type { Calibration } from "./calibration.ts";
import type { HardwareProfile } from "./profile.ts";

/** What `joulemark-engine hardware --calibrate` wrote on the machine that the repository was made on: what a platform projects with, so that a figure changes only with a release. */
export const recordedCalibration = JSON.parse(readFileSync(new URL("./recorded-calibration.json", import.meta.url), "utf8")) as Calibration;

const { processor, backend, date } = recordedCalibration;
const source = `measured on another machine, ${processor}, with ${backend}, ${date}, and carried over`;

/** Launching is the software's work; of processors that were not measured it is taken to be as long as here. */
export const carriedOverhead: Pick<HardwareProfile, "secondsPerCall" | "secondsPerLayer"> = {
  secondsPerCall: { value: recordedCalibration.secondsPerCall, source },
  secondsPerLayer: { value: recordedCalibration.secondsPerLayer, source },
};
