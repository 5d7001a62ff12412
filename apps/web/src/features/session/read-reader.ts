import { cookies } from "next/headers";
import { PortalViewerDocument } from "@joulemark/client";
import { ask } from "../../lib/api.ts";

/** Who reads, for what every page shows of them. `pendingCount`: institutions that wait for the operator, who alone is told. */
export interface Reader {
  name: string;
  isOperator: boolean;
  pendingCount: number;
}

/** The person behind the session; null: a stranger. Without a session's cookie the API is not asked; where it does not answer, the page says so. */
export async function readReader(): Promise<Reader | null> {
  const hasSession = (await cookies()).getAll().some(({ name }) => name.endsWith("session_token"));
  if (!hasSession) return null;
  const answer = await ask(PortalViewerDocument, {});
  if (answer.outcome !== "answered" || !answer.data.viewer) return null;
  const { name, isAdministrator } = answer.data.viewer;
  return { name, isOperator: isAdministrator, pendingCount: isAdministrator ? answer.data.institutions.totalCount : 0 };
}
