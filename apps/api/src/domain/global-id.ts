/**
 * What the outside calls a row by: base64url(version byte ‖ type byte ‖ 16 bytes of the UUID). Opaque; the bytes of a type never change.
 */
const VERSION = 1;
const typeBytes = {
  Institution: 1,
  Project: 2,
  Model: 3,
  ModelVersion: 4,
  Artifact: 5,
  Experiment: 6,
  Run: 7,
  Result: 8,
  Publication: 9,
  User: 10,
  ApiKey: 11,
  Member: 12,
  Invitation: 13,
} as const;

const typesOfBytes = new Map<number, string>(Object.entries(typeBytes).map(([type, byte]) => [byte, type]));
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LENGTH = 18;

/**
 * @param uuid lower case, with hyphens
 * @throws Error for a type that has no byte, or what is no UUID
 */
export function encodeGlobalId(type: string, uuid: string): string {
  const byte = Object.hasOwn(typeBytes, type) ? typeBytes[type as keyof typeof typeBytes] : undefined;
  if (byte === undefined) throw new Error(`${type} has no global id.`);
  if (!uuidPattern.test(uuid)) throw new Error(`The id of a ${type} is no UUID.`);
  return Buffer.concat([Buffer.of(VERSION, byte), Buffer.from(uuid.replaceAll("-", ""), "hex")]).toString("base64url");
}

/** Null for what is no id of ours. */
export function decodeGlobalId(id: string): { typename: string; id: string } | null {
  const bytes = Buffer.from(id, "base64url");
  const typename = typesOfBytes.get(bytes[1] ?? 0);
  if (bytes.length !== LENGTH || bytes[0] !== VERSION || !typename || bytes.toString("base64url") !== id) return null;
  return { typename, id: bytes.subarray(2).toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") };
}

/** The UUID in an id of this type; null for any other. */
export function uuidOf(type: keyof typeof typeBytes, id: string): string | null {
  const decoded = decodeGlobalId(id);
  return decoded?.typename === type ? decoded.id : null;
}
