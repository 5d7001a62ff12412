import { useTranslations } from "next-intl";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { HiddenFields } from "../../ui/form/confirm-form.tsx";
import { TextField } from "../../ui/form/fields.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { Section } from "../../ui/section.tsx";
import { createProject } from "./institution-actions.ts";
import type { InstitutionView } from "./institution-facts.tsx";

/** Projects the institution works in or is invited to; its curators open new ones. */
export function InstitutionProjects({ institution: { slug, projects, viewerMay } }: { institution: InstitutionView }) {
  const t = useTranslations();
  const mayOpen = viewerMay.includes("MANAGE_PROJECTS");
  const list = (
    <Section id="projects" title={t("institution.projects")}>
      {projects.nodes.length === 0 ? <p className="muted">{mayOpen ? t("institution.noProjectsCurator") : t("institution.noProjects")}</p> : (
        <DataTable caption={t("institution.projectsCaption")} label={t("institution.projects")}>
          <thead>
            <tr>
              <th scope="col" className="wide">{t("institution.project")}</th>
              <th scope="col">{t("institution.partners")}</th>
              <th scope="col">{t("institution.visibility")}</th>
            </tr>
          </thead>
          <tbody>
            {projects.nodes.map((project) => (
              <tr key={project.slug}>
                <th scope="row" className="wide">
                  <LocalLink to={`/projects/${project.slug}`} className="lead">{project.name}</LocalLink>{" "}
                  {project.invitedInstitutions.some((invited) => invited.slug === slug) && <span className="badge">{t("institution.invitedTo")}</span>}
                </th>
                <td>{project.institutions.map(({ name }) => name).join(", ")}</td>
                <td>{t(`visibility.${project.visibility}`)}</td>
              </tr>
            ))}
          </tbody>
        </DataTable>
      )}
    </Section>
  );
  return mayOpen ? <div className="split">{list}<ProjectForm institution={slug} /></div> : list;
}

function ProjectForm({ institution }: { institution: string }) {
  const t = useTranslations();
  return (
    <Section id="open" title={t("institution.createProject")}>
      <ActionForm action={createProject} label={t("institution.createProject")}>
        <HiddenFields values={{ institution }} />
        <TextField name="name" label={t("institution.projectName")} maxLength={200} required />
        <TextField name="slug" label={t("institution.projectSlug")} hint={t("institutions.slugHint")} maxLength={64} mono required />
        <p><button type="submit" className="button">{t("institution.projectSubmit")}</button></p>
      </ActionForm>
    </Section>
  );
}
