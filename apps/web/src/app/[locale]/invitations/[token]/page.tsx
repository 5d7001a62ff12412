import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PortalInvitationDocument } from "@joulemark/client";
import { InvitationAnswer } from "../../../../features/invitation/invitation-answer.tsx";
import type { InvitationView } from "../../../../features/invitation/invitation-answer.tsx";
import { ask } from "../../../../lib/api.ts";
import { Instant } from "../../../../ui/instant.tsx";
import { LocalLink } from "../../../../ui/local-link.tsx";
import { ProblemPage } from "../../../../ui/problem-page.tsx";

interface InvitationPageProps {
  params: Promise<{ token: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("invitation");
  // The address is a secret, not to be told to others; with "no-referrer" a form's own origin would be null, and refused.
  return { title: t("kind"), referrer: "same-origin" };
}

/** Who invites, into what, as what; and what to do now. */
export default async function InvitationPage({ params }: InvitationPageProps) {
  const t = await getTranslations();
  const { token } = await params;
  const answer = await ask(PortalInvitationDocument, { token });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const { invitation, viewer } = answer.outcome === "answered" ? answer.data : { invitation: null, viewer: null };
  if (!invitation) return <UnknownInvitation />;
  const { institution, inviterName: inviter, email, role, state } = invitation;
  return (
    <>
      <header className="title">
        <p className="kind">{t("invitation.kind")}</p>
        <h1>{t("invitation.title", { institution: institution.name })}</h1>
      </header>
      <div className="form">
        <p>{t("invitation.text", { inviter, email, institution: institution.name, role: t(`role.${role}`) })}</p>
        <p className="muted">{t(`roleMeaning.${role}`)}</p>
        {state === "PENDING" && <p className="small muted">{t("invitation.until")} <Instant at={invitation.expiresAt} /></p>}
      </div>
      {state === "PENDING" ? <InvitationAnswer invitation={invitation} viewer={viewer} token={token} /> : <ClosedInvitation invitation={invitation} state={state} />}
    </>
  );
}

/** Said in words of its own: whoever was invited is helped by another address, not by a list. */
async function UnknownInvitation() {
  const t = await getTranslations("invitation");
  return (
    <>
      <header className="title"><h1>{t("kind")}</h1></header>
      <div className="notice failed"><p>{t("unknown")}</p></div>
      <p><LocalLink to="/sign-in">{t("toSignIn")}</LocalLink></p>
    </>
  );
}

type ClosedState = Exclude<InvitationView["state"], "PENDING">;

async function ClosedInvitation({ invitation: { inviterName: inviter, email, institution }, state }: { invitation: InvitationView; state: ClosedState }) {
  const t = await getTranslations();
  return (
    <div className="notice">
      <p>{t(`invitation.${state}`, { inviter, email, institution: institution.name })}</p>
      {state === "ACCEPTED" && <p><LocalLink to={`/institutions/${institution.slug}`}>{t("invitation.toInstitution", { institution: institution.name })}</LocalLink></p>}
    </div>
  );
}
