/**
 * Who may import whom: the table of ARCHITECTURE.md, held by `npm run lint`.
 * `only(from, allowed)`: a file in `from` may import, of our own code, only what `allowed` matches.
 */
const ours = "^(apps|packages|scripts|prisma|test)/";
const test = "\\.test\\.tsx?$|/test-[a-z-]+\\.ts$";
const only = (name, from, allowed, comment) => ({
  name, comment, severity: "error",
  from: { path: from, pathNot: test },
  to: { path: ours, pathNot: allowed.map((folder) => `^${folder}`) },
});
const engine = "packages/engine/src/";
const api = "apps/api/src/";

module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", comment: "A circle of imports has no first file to read.", from: {}, to: { circular: true, viaOnly: { pathNot: "generated/" } } },
    { name: "nothing-imports-scripts", severity: "error", from: { path: "^(apps|packages)/", pathNot: test }, to: { path: "^(scripts|test)/", pathNot: "^scripts/node22\\.mjs$" } },
    { name: "no-undeclared-packages", severity: "error", comment: "Declare it in the workspace's package.json.", from: { path: "^(apps|packages)/", pathNot: `${test}|next-env` }, to: { dependencyTypes: ["npm-no-pkg"] } },
    only("energy-stands-alone", "^packages/energy/", ["packages/energy/", "scripts/node22\\.mjs$"], "The energy package is useful alone."),
    only("charts-stand-alone", "^packages/charts/", ["packages/charts/"]),
    only("client-stands-alone", "^packages/client/", ["packages/client/", "apps/api/schema\\.graphql"]),
    only("web-sees-the-client", "^apps/web/", ["apps/web/", "packages/client/", "packages/charts/"]),
    only("ui-and-lib-know-no-feature", "^apps/web/src/(ui|lib|i18n)/", ["apps/web/src/(ui|lib|i18n|env)", "apps/web/messages/", "packages/client/", "packages/charts/"]),
    only("features-know-no-route", "^apps/web/src/features/", ["apps/web/src/(features|ui|lib|i18n|env)", "packages/client/", "packages/charts/"]),
    only("worker-is-a-client", "^apps/worker/", ["apps/worker/", "scripts/node22\\.mjs$", "packages/engine/", "packages/energy/", "packages/client/"], "A worker speaks the public API only, never the database."),
    only("graphql-and-http-read", `^${api}(graphql|http)/`, [`${api}(graphql|http|domain|storage)/`, `${api}(env|context)`, "packages/charts/", "packages/engine/src/spec"]),
    only("domain", `^${api}domain/`, [`${api}(domain|storage)/`, "packages/engine/src/spec", "packages/energy/"], "Of the engine only its specification: it loads no TensorFlow."),
    only("storage", `^${api}storage/`, [`${api}storage/`], "The generated Prisma client, nothing else of ours."),
    only("engine", `^packages/engine/(?!src/command-line/)`, ["packages/engine/", "packages/energy/", "scripts/node22\\.mjs$"], "The engine is useful alone, and what a worker runs draws nothing."),
    only("engine-command-line", `^${engine}command-line/`, ["packages/engine/", "packages/energy/", "packages/charts/"], "The page of a run without a platform."),
    {
      name: "command-line-is-entered-by-cli-only", severity: "error",
      from: { path: "^(apps|packages)/", pathNot: `^${engine}(command-line/|cli\\.ts$)|${test}` }, to: { path: `^${engine}command-line/` },
    },
    only("techniques-formats-tasks", `^${engine}(techniques|formats|tasks)/`, [`${engine}(techniques|formats|tasks|network)/`, `${engine}(random|errors|env|protobuf)`, "packages/engine/data/"]),
    only("pretrained", `^${engine}pretrained/`, [`${engine}(pretrained|formats|tasks|network)/`]),
    only("training-evaluation-hardware", `^${engine}(training|evaluation|hardware)/`, [`${engine}(training|evaluation|hardware|graph|network)/`, `${engine}(random|errors)`, "packages/energy/"]),
    only("graph", `^${engine}graph/`, [`${engine}(graph|network)/`, `${engine}(backend|errors|protobuf)`]),
    only("network", `^${engine}network/`, [`${engine}network/`, `${engine}(random|errors)`]),
    {
      name: "the-specification-loads-no-tensorflow", severity: "error", comment: "The API imports @joulemark/engine/spec.",
      from: { path: `^${engine}spec\\.ts$` }, to: { path: "@tensorflow/|engine/src/onnx-runtime\\.ts$", reachable: true },
    },
    {
      name: "tensorflow-by-value-in-backend-only", severity: "error",
      from: { path: `^${engine}`, pathNot: `backend\\.ts$|${test}` }, to: { path: "@tensorflow/", dependencyTypesNot: ["type-only"] },
    },
    { name: "prisma-in-storage-only", severity: "error", comment: "Pothos' generated types name the client's types.", from: { path: "^(apps|packages)/", pathNot: `^${api}(storage|http/auth)/|generated/|${test}|^apps/api/prisma.config` }, to: { path: "@prisma/", dependencyTypesNot: ["type-only"] } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(node_modules/(?!@joulemark)|\\.next|dist)/" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"], extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".json"] },
  },
};
