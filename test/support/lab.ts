import { makeProject } from "./experiments.ts";
import { startSystem } from "./system.ts";
import type { System, SystemOptions } from "./system.ts";

/** A system without the first experiments, with the project `lab` of the institution `lab-university`; and the operator's token. */
export async function startLab(options: Omit<SystemOptions, "empty"> = {}): Promise<{ system: System; token: string }> {
  const system = await startSystem({ ...options, empty: true });
  const token = await system.adminToken();
  await makeProject(system.url, token);
  return { system, token };
}
