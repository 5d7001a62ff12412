#!/usr/bin/env node
import { reexecUnderNode22 } from "../../../scripts/node22.mjs";

await reexecUnderNode22(import.meta.url);
await import("../src/cli.ts");
