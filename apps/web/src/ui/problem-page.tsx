import { useTranslations } from "next-intl";
import type { ApiProblem } from "../lib/api.ts";
import { Instant } from "./instant.tsx";
import { Facts } from "./facts.tsx";

/** What stands where the API did not answer: what happened, what is safe, what to do. */
export function ProblemPage({ problem, at = new Date().toISOString() }: { problem: ApiProblem; at?: string }) {
  const t = useTranslations("problem");
  const [title, text, next] = problem.kind === "unreachable"
    ? [t("unreachableTitle"), t("unreachableText"), t("unreachableNext")]
    : [t("faultTitle"), t("faultText"), t("faultNext")];
  return (
    <>
      <header className="title"><h1>{title}</h1></header>
      <div className="notice failed" role="alert">
        <p>{text}</p>
        <p>{next}</p>
      </div>
      <p><a href="">{t("reload")}</a></p>
      <Facts facts={[[t("code"), <code key="code">{problem.code}</code>], [t("time"), <Instant key="time" at={at} />]]} />
    </>
  );
}
