import { z } from "zod";
import type { Institution } from "../storage/db.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { Conflict, NotAllowed } from "./errors.ts";
import { parseInput, shortText, slug } from "./input.ts";

const schema = z.object({
  slug,
  name: shortText,
  type: z.enum(["UNIVERSITY", "COMPANY", "PUBLIC_BODY", "NONPROFIT"]),
  gridZone: z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3}){0,2}$/, "A grid zone is written like DE or US-CAL-CISO.").nullish(),
  demo: z.boolean().default(false),
});
export type CreateInstitution = z.input<typeof schema>;

/** Takes a partner in, approved at once: the operator only. The row is better-auth's organization, made here so that it and its audit row are one transaction. */
export async function createInstitution(ctx: Context, input: CreateInstitution): Promise<Institution> {
  if (ctx.actor.kind !== "administrator") throw new NotAllowed("Only the operator of this installation takes institutions in.");
  const { demo, gridZone, ...data } = parseInput(schema, input);
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.institution.createMany({ data: [{ ...data, gridZone: gridZone ?? null, isDemo: demo, approvedAt: ctx.now() }], skipDuplicates: true });
    if (count === 0) throw new Conflict(`The slug ${data.slug} is taken.`, ["slug"]);
    const institution = await tx.institution.findUniqueOrThrow({ where: { slug: data.slug } });
    await audit(tx, ctx, "institution.create", { type: "Institution", id: institution.id });
    return institution;
  });
}
