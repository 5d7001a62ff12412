import { join } from "node:path";
import type { Scope } from "../../domain/access.ts";
import { type InstallationFile, installationKeys, keyOwner } from "../../domain/api-keys.ts";
import type { Database } from "../../storage/db.ts";
import type { Logger } from "../logger.ts";
import { readSecret, writeSecret } from "../secret-file.ts";
import type { Auth } from "./auth.ts";
import { makeKey, verifyKey } from "./keys.ts";

/** Nobody receives mail at a name under .invalid (RFC 2606): the administrator signs in by token only. */
const ADMINISTRATOR = { name: "Administrator", email: "administrator@joulemark.invalid" };

interface Keyring {
  auth: Auth;
  db: Database;
  dataFolder: string;
  log: Pick<Logger, "info">;
}

/**
 * What the first start makes, and later starts repair: the administrator, and the tokens of the administrator and of the local worker in
 * `admin-token` and `worker-token` of the data folder (mode 600). A token whose file was deleted is replaced; it is never logged.
 */
export async function bootstrap({ auth, db, dataFolder, log }: Keyring): Promise<void> {
  const administrator = await db.user.upsert({ where: { email: ADMINISTRATOR.email }, update: {}, create: { ...ADMINISTRATOR, emailVerified: true, isAdministrator: true } });
  const ensureToken = async (file: InstallationFile, scopes: Scope[]): Promise<void> => {
    const name = installationKeys[file];
    const path = join(dataFolder, file);
    const known = await readSecret(path);
    if (known !== null && (await verifyKey({ auth, db }, known)) !== null) return;
    await db.apikey.deleteMany({ where: { configId: keyOwner.person, referenceId: administrator.id, name } });
    const { key } = await makeKey(auth, { owner: keyOwner.person, ownerId: administrator.id, name, scopes, expiresInSeconds: null });
    await writeSecret(path, key);
    log.info({ path }, `made the token of the ${name}`);
  };
  await ensureToken("admin-token", []);
  await ensureToken("worker-token", ["run:execute"]);
}
