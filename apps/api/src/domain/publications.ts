import { z } from "zod";
import type { Prisma, Publication, Writer } from "../storage/db.ts";
import { actorName, holdsIn, visibleResults } from "./access.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { Conflict, NotAllowed, NotFound } from "./errors.ts";
import { encodeGlobalId } from "./global-id.ts";
import { parseInput, shortText } from "./input.ts";
import { fullResult, resultDocument } from "./result-document.ts";

const schema = z.object({
  /** UUIDs. */
  results: z.array(z.string()).min(1, "A publication has at least one result.").max(100).refine((ids) => new Set(ids).size === ids.length, "A result is named twice."),
  title: shortText,
  abstract: z.string().trim().max(10_000, "An abstract has at most 10,000 characters.").nullish(),
  disciplines: z.array(z.enum(["COMPUTER_SCIENCE", "ENVIRONMENTAL_SCIENCE", "ECONOMICS", "ENGINEERING", "SOCIAL_SCIENCE", "OTHER"])).min(1, "Name at least one discipline.").transform((names) => [...new Set(names)]),
  authors: z.array(shortText).max(100).nullish(),
});
export type Publish = z.input<typeof schema>;

/**
 * Makes drafts public: each is frozen, hashed, and stands on its board from now on. For researchers of the results' institutions, and keys with the scope result:publish.
 * @throws NotFound, NotAllowed, Conflict when one is published already; then none is
 */
export async function publish(ctx: Context, input: Publish): Promise<Publication> {
  const { results: ids, title, abstract, disciplines, authors } = parseInput(schema, input);
  const publishedAt = ctx.now();
  return ctx.db.$transaction(async (tx) => {
    for (const [index, id] of ids.entries()) await freeze(tx, ctx, { id, publishedAt, path: ["results", String(index)] });
    const publication = await tx.publication.create({
      data: {
        title,
        abstract: abstract || null,
        disciplines,
        authors: authors ?? [],
        publishedBy: actorName(ctx.actor),
        publishedAt,
        results: { create: ids.map((resultId, position) => ({ resultId, position })) },
      },
    });
    await audit(tx, ctx, "publication.create", { type: "Publication", id: publication.id }, { results: ids });
    return publication;
  });
}

async function freeze(tx: Writer, ctx: Context, { id, publishedAt, path }: { id: string; publishedAt: Date; path: string[] }): Promise<void> {
  const name = encodeGlobalId("Result", id);
  await tx.$queryRaw`SELECT id FROM result WHERE id = ${id} FOR UPDATE`; // of two who publish it at once the second sees it published
  const result = await tx.result.findFirst({ where: { AND: [{ id }, visibleResults(ctx.actor)] }, include: fullResult });
  if (!result) throw new NotFound("result", name, path);
  if (!holdsIn(ctx.actor, result.institutionId, "RESEARCHER", "result:publish")) throw new NotAllowed("Only researchers of its institution publish a result.", path);
  if (result.state !== "DRAFT") throw new Conflict(`Result ${name} is ${result.state.toLowerCase()} already.`, path);
  const { document, sha256 } = resultDocument(result, publishedAt);
  await tx.result.update({ where: { id }, data: { state: "PUBLISHED", publishedAt, document: document as Prisma.InputJsonObject, sha256 } });
  await audit(tx, ctx, "result.publish", { type: "Result", id }, { sha256 });
}
