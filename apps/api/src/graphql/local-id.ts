import { uuidOf } from "../domain/global-id.ts";

/** The UUID in an id of this type, for a `where`; the empty text, which no row has, for anything else. */
export const localId = (type: Parameters<typeof uuidOf>[0], id: string): string => uuidOf(type, id) ?? "";
