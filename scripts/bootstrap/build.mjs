// @ts-check
import { runCommand } from "./command.mjs";

/** Generated code and the portal's build. Turborepo knows what changed: where nothing did, this takes a moment. @type {import("../bootstrap.mjs").Step} */
export const build = {
  title: "Build",
  missing: () => "asked every time",
  async make() {
    const output = await runCommand("build", "turbo", ["run", "build", "--output-logs=new-only", "--ui=stream"], { env: { FORCE_COLOR: "0" } });
    const tasks = /Tasks:\s+(\d+) successful, (\d+) total/.exec(output);
    const cached = /Cached:\s+(\d+) cached/.exec(output);
    return tasks ? `${tasks[2]} tasks, ${cached?.[1] ?? 0} unchanged` : "";
  },
};
