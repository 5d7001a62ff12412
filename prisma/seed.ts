/**
 * The first data of an installation: three institutions and a project, marked as demo data, and three experiments on handwritten digits,
 * made as a partner would make them: through the public API.
 */
import { readFile } from "node:fs/promises";
import {
  createClient, CreateApiKeyDocument, CreateInstitutionDocument, CreateProjectDocument, ExperimentDocument, expectSuccess, InstitutionDocument, ProjectDocument,
  PublishDocument, SubmitExperimentDocument,
} from "@joulemark/client";
import type { Client, ExperimentQuery } from "@joulemark/client";

export const demoProject = "digits-from-few-labels";

const institutions = [
  { slug: "demo-university", name: "Demo University", type: "UNIVERSITY" },
  { slug: "demo-company", name: "Demo Company", type: "COMPANY" },
  { slug: "demo-agency", name: "Demo Agency for the Environment", type: "PUBLIC_BODY" },
] as const;

/** Which institution submits which experiment; the third learns from the first. */
export const demoExperiments = {
  teacher: { file: "digits-teacher.json", institution: "demo-university" },
  student: { file: "digits-student.json", institution: "demo-company" },
  distilled: { file: "digits-distilled.json", institution: "demo-agency" },
} as const;
export type DemoRole = keyof typeof demoExperiments;

export type DemoExperiment = NonNullable<ExperimentQuery["experiment"]>;

interface Specification {
  name: string;
  base: Record<string, unknown>;
}

/** Makes the institutions and their project; those that are there already stay. */
export async function seedInstitutions(admin: Client): Promise<void> {
  for (const institution of institutions) {
    if ((await admin.request(InstitutionDocument, { slug: institution.slug })).institution) continue;
    expectSuccess((await admin.request(CreateInstitutionDocument, { input: { ...institution, demo: true } })).createInstitution);
  }
  if ((await admin.request(ProjectDocument, { slug: demoProject })).project) return;
  const input = { slug: demoProject, name: "Digits from few labels", institutions: institutions.map(({ slug }) => slug), demo: true };
  expectSuccess((await admin.request(CreateProjectDocument, { input })).createProject);
}

/**
 * The experiment of this role in the demo project, submitted in its institution's name if it is not there yet.
 * @param teacherVersion id of the version the distilled student learns from
 */
export async function submitDemo(admin: Client, role: DemoRole, teacherVersion?: string): Promise<DemoExperiment> {
  const { file, institution } = demoExperiments[role];
  const specification = JSON.parse(await readFile(new URL(`../packages/engine/examples/${file}`, import.meta.url), "utf8")) as Specification;
  const { project } = await admin.request(ProjectDocument, { slug: demoProject });
  const known = project?.experiments.nodes.find(({ name }) => name === specification.name);
  if (known) return readExperiment(admin, known.id);
  // A key of one day, as the institution's own people would use; without it the project's first institution would own all three.
  const { key } = expectSuccess((await admin.request(CreateApiKeyDocument, { input: { institution, name: `demo ${role}`, scopes: ["read", "submit"], expiresInDays: 1 } })).createApiKey);
  const partner = createClient({ url: admin.url, token: key });
  const input = { project: demoProject, idempotencyKey: `demo-${role}`, specification: teacherVersion ? { ...specification, base: { modelVersion: teacherVersion } } : specification };
  const { experiment } = expectSuccess((await partner.request(SubmitExperimentDocument, { input })).submitExperiment);
  return readExperiment(admin, experiment.id);
}

/** @throws Error where it is not there */
export async function readExperiment(client: Client, id: string): Promise<DemoExperiment> {
  const { experiment } = await client.request(ExperimentDocument, { id });
  if (!experiment) throw new Error(`There is no experiment ${id}.`);
  return experiment;
}

/** Publishes the results that are still drafts, together. */
export async function publishDemo(admin: Client, experiments: DemoExperiment[]): Promise<void> {
  const drafts = experiments.flatMap(({ results }) => results.filter(({ state }) => state === "DRAFT"));
  if (drafts.length === 0) return;
  const input = {
    results: drafts.map(({ id }) => id),
    title: "What a distilled student of 1,210 parameters costs and saves: handwritten digits from 120 labels",
    abstract: "Demo data of this installation. A teacher on all labels, a small student on 120 labels, and the same student distilled from the teacher on the same 120 labels, three seeds each; energy modelled from CPU time in the same runs.",
    disciplines: ["COMPUTER_SCIENCE" as const, "ENVIRONMENTAL_SCIENCE" as const],
    authors: institutions.map(({ name }) => name),
  };
  expectSuccess((await admin.request(PublishDocument, { input })).publish);
}
