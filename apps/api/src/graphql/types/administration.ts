import { createApiKey } from "../../domain/api-keys.ts";
import { removeDemoData } from "../../domain/demo.ts";
import { encodeGlobalId } from "../../domain/global-id.ts";
import { createInstitution } from "../../domain/institutions.ts";
import { createProject } from "../../domain/projects.ts";
import type { Institution as InstitutionRow, Project as ProjectRow } from "../../storage/db.ts";
import { builder } from "../builder.ts";
import { asResult, resultUnion } from "../result-union.ts";
import { InstitutionType } from "./institution.ts";

const CreateInstitutionInput = builder.inputType("CreateInstitutionInput", {
  fields: (t) => ({
    slug: t.string({ required: true }),
    name: t.string({ required: true }),
    type: t.field({ type: InstitutionType, required: true }),
    gridZone: t.string(),
    demo: t.boolean({ required: true, defaultValue: false }),
  }),
});
const CreateProjectInput = builder.inputType("CreateProjectInput", {
  fields: (t) => ({
    slug: t.string({ required: true }),
    name: t.string({ required: true }),
    institutions: t.stringList({ required: true, description: "Slugs; the first leads the project." }),
    demo: t.boolean({ required: true, defaultValue: false }),
  }),
});
const CreateApiKeyInput = builder.inputType("CreateApiKeyInput", {
  fields: (t) => ({
    institution: t.string({ required: true, description: "Slug." }),
    name: t.string({ required: true }),
    scopes: t.stringList({ required: true, description: "Of read, submit, result:publish, run:execute." }),
    expiresInDays: t.int(),
  }),
});

const CreateInstitutionResult = resultUnion<{ institution: InstitutionRow }>("CreateInstitution", "The institution that was made.", (t) => ({
  institution: t.prismaField({ type: "Institution", resolve: (query, { institution }, _args, { db }) => db.institution.findUniqueOrThrow({ ...query, where: { id: institution.id } }) }),
}));
const CreateProjectResult = resultUnion<{ project: ProjectRow }>("CreateProject", "The project that was made.", (t) => ({
  project: t.prismaField({ type: "Project", resolve: (query, { project }, _args, { db }) => db.project.findUniqueOrThrow({ ...query, where: { id: project.id } }) }),
}));
const CreateApiKeyResult = resultUnion<{ id: string; key: string; expiresAt: Date | null }>("CreateApiKey", "The key is shown once.", (t) => ({
  id: t.id({ resolve: ({ id }) => encodeGlobalId("ApiKey", id) }),
  key: t.exposeString("key"),
  expiresAt: t.expose("expiresAt", { type: "DateTime", nullable: true }),
}));
const RemoveDemoDataResult = resultUnion<{ institutions: number; experiments: number; results: number }>("RemoveDemoData", "How much of the demo data was removed.", (t) => ({
  institutions: t.exposeInt("institutions"),
  experiments: t.exposeInt("experiments"),
  results: t.exposeInt("results"),
}));

builder.mutationFields((t) => ({
  createInstitution: t.field({
    type: CreateInstitutionResult,
    args: { input: t.arg({ type: CreateInstitutionInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(async () => ({ institution: await createInstitution(context, input) })),
  }),
  createProject: t.field({
    type: CreateProjectResult,
    args: { input: t.arg({ type: CreateProjectInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(async () => ({ project: await createProject(context, input) })),
  }),
  createApiKey: t.field({
    type: CreateApiKeyResult,
    args: { input: t.arg({ type: CreateApiKeyInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(() => createApiKey(context, input, context.issueKey)),
  }),
  removeDemoData: t.field({
    type: RemoveDemoDataResult,
    description: "Removes the demo institutions and all that is theirs. The operator only.",
    resolve: (_root, _args, context) => asResult(() => removeDemoData(context)),
  }),
}));
