import { join } from "node:path";
import { ensureOperator } from "../../domain/operator.ts";
import type { Database } from "../../storage/db.ts";
import type { Logger } from "../logger.ts";
import { readSecret, writeSecret } from "../secret-file.ts";
import { type Auth, keyOwner } from "./auth.ts";
import { makeKey, verifyKey } from "./keys.ts";
