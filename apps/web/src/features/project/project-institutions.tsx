import { useTranslations } from "next-intl";
import type { PortalProjectQuery } from "@joulemark/client";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { ConfirmForm, HiddenFields } from "../../ui/form/confirm-form.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { joinProject, leaveProject } from "./project-actions.ts";

export type ProjectView = NonNullable<PortalProjectQuery["project"]>;
type Partner = ProjectView["institutions"][number];

const curates = ({ viewerMay }: Partner): boolean => viewerMay.includes("MANAGE_PROJECTS");

/** Who works in the project, who leads it, who is invited; curators join, decline and leave for their own. */
export function ProjectInstitutions({ project }: { project: ProjectView }) {
  const t = useTranslations();
  const partners = [
    ...project.institutions.map((institution, position) => ({ institution, part: position === 0 ? "leads" as const : "works" as const })),
    ...project.invitedInstitutions.map((institution) => ({ institution, part: "invited" as const })),
  ];
  const leads = project.viewerMay.includes("INVITE_INSTITUTIONS");
  const rows = partners.map((row) => ({ ...row, mayJoin: row.part === "invited" && curates(row.institution), mayEnd: row.part !== "leads" && (leads || curates(row.institution)) }));
  const showDeeds = rows.some(({ mayJoin, mayEnd }) => mayJoin || mayEnd);
  return (
    <DataTable caption={t("project.institutionsCaption")} label={t("project.institutions")}>
      <thead>
        <tr>
          <th scope="col" className="wide">{t("project.institution")}</th>
          <th scope="col">{t("institutions.type")}</th>
          <th scope="col">{t("project.part")}</th>
          {showDeeds && <th scope="col">{t("project.actions")}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ institution: { slug, name, type }, part, mayJoin, mayEnd }) => (
          <tr key={slug}>
            <th scope="row" className="wide"><LocalLink to={`/institutions/${slug}`}>{name}</LocalLink></th>
            <td>{t(`institutionType.${type}`)}</td>
            <td>{t(`project.${part}`)}</td>
            {showDeeds && (
              <td>
                <div className="deeds">
                  {mayJoin && <JoinForm project={project.slug} slug={slug} name={name} />}
                  {mayEnd && (
                    <ConfirmForm action={leaveProject} open={t(`project.${endOf(part, leads)}`)} label={t(`project.${endOf(part, leads)}Of`, { name })} question={t("project.leaveQuestion", { name })} confirm={t("project.leaveConfirm")}
                      hidden={{ project: project.slug, institution: slug, stays: leads ? "yes" : "no" }} />
                  )}
                </div>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

/** What ending is called: an invitation is declined by who has it, withdrawn by who made it. */
const endOf = (part: "leads" | "works" | "invited", leads: boolean): "leave" | "decline" | "withdraw" => (part !== "invited" ? "leave" : leads ? "withdraw" : "decline");

function JoinForm({ project, slug, name }: { project: string; slug: string; name: string }) {
  const t = useTranslations("project");
  return (
    <ActionForm action={joinProject} label={t("joinOf", { name })}>
      <HiddenFields values={{ project, institution: slug }} />
      <button type="submit" className="button primary" aria-label={t("joinOf", { name })}>{t("join")}</button>
    </ActionForm>
  );
}
