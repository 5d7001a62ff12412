import { createHash, randomBytes } from "node:crypto";

/** 64 digits, lower case. */
export const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A secret of 256 random bits; the database keeps its hash only, which needs no salt and no slowness. */
export const newToken = (): string => randomBytes(32).toString("base64url");
