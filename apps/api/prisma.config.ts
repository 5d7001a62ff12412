import process from "node:process";
import { defineConfig } from "prisma/config";

/**
 * For `prisma generate` and `prisma format` only: migrations are written and applied by scripts/migrate.ts.
 * The command line looks for a schema engine before it does anything and would download one; generating does not use it,
 * so any executable will do.
 */
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
process.env.CHECKPOINT_DISABLE ??= "1";

export default defineConfig({ schema: "../../prisma/schema", migrations: { path: "../../prisma/migrations" } });
