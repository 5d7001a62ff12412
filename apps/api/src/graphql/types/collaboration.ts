import type { visibilities } from "../../domain/access.ts";
import { createProject, inviteToProject, joinProject, leaveProject } from "../../domain/projects.ts";
import { changeVisibility } from "../../domain/visibility.ts";
import { builder } from "../builder.ts";
import { asResult, resultUnion } from "../result-union.ts";
import { Visibility } from "./vocabulary.ts";

const CreateProjectInput = builder.inputType("CreateProjectInput", {
  fields: (t) => ({
    slug: t.string({ required: true }),
    name: t.string({ required: true }),
    institutions: t.stringList({ required: true, description: "Slugs; the first leads the project, those that the viewer does not curate are invited." }),
    demo: t.boolean({ required: true, defaultValue: false }),
  }),
});
const ProjectPlaceInput = builder.inputType("ProjectPlaceInput", { fields: (t) => ({ project: t.string({ required: true, description: "Slug." }), institution: t.string({ required: true, description: "Slug." }) }) });
const ChangeVisibilityInput = builder.inputType("ChangeVisibilityInput", {
  fields: (t) => ({ id: t.id({ required: true, description: "Of a project, an experiment or a model." }), visibility: t.field({ type: Visibility, required: true }) }),
});

const projectResult = (name: string, description: string) =>
  resultUnion<{ id: string }>(name, description, (t) => ({
    project: t.prismaField({ type: "Project", resolve: (query, { id }, _args, { db }) => db.project.findUniqueOrThrow({ ...query, where: { id } }) }),
  }));
const CreateProjectResult = projectResult("CreateProject", "The project that was made.");
const InviteToProjectResult = projectResult("InviteToProject", "The project; the institution takes part once its curator has accepted.");
const JoinProjectResult = projectResult("JoinProject", "The project, in which the institution works now.");
const LeaveProjectResult = projectResult("LeaveProject", "The project, in which the institution no longer works.");
const ChangeVisibilityResult = resultUnion<{ visibility: (typeof visibilities)[number] }>("ChangeVisibility", "Who may see it now.", (t) => ({ visibility: t.expose("visibility", { type: Visibility }) }));

builder.mutationFields((t) => ({
  createProject: t.field({ type: CreateProjectResult, args: { input: t.arg({ type: CreateProjectInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => createProject(context, input)) }),
  inviteToProject: t.field({ type: InviteToProjectResult, args: { input: t.arg({ type: ProjectPlaceInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => inviteToProject(context, input)) }),
  joinProject: t.field({ type: JoinProjectResult, args: { input: t.arg({ type: ProjectPlaceInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => joinProject(context, input)) }),
  leaveProject: t.field({ type: LeaveProjectResult, args: { input: t.arg({ type: ProjectPlaceInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => leaveProject(context, input)) }),
  changeVisibility: t.field({
    type: ChangeVisibilityResult,
    args: { input: t.arg({ type: ChangeVisibilityInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(async () => ({ ...(await changeVisibility(context, input)), visibility: input.visibility })),
  }),
}));
