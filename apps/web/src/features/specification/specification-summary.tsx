import { useTranslations } from "next-intl";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Facts } from "../../ui/facts.tsx";
import { useTechniqueName } from "../../ui/names.ts";
import type { Parameter } from "./read-specification.ts";
import { layersText, readSpecification } from "./read-specification.ts";

/** A specification in words, and folded under it the JSON that was submitted. */
export function SpecificationSummary({ specification }: { specification: unknown }) {
  const t = useTranslations();
  const techniqueName = useTechniqueName();
  const { task, base, steps, training, seeds, budget } = readSpecification(specification);
  return (
    <>
      <Facts facts={[
        task === null ? null : [t("specification.task"), task],
        base === null ? null : [t("specification.base"), base.kind === "layers"
          ? <>{t("specification.newLayers")}: <span className="mono">{layersText(base.layers)}</span></>
          : <>{t(base.kind === "pretrained" ? "specification.pretrained" : "specification.registered")}: <span className="mono">{base.id}</span></>],
        ...steps.map((step, index): [string, React.ReactNode] => [
          t("specification.step", { number: index + 1 }),
          <Parameters key={index} lead={`${techniqueName(step.technique)} (${step.technique})`} parameters={step.parameters} />,
        ]),
        training.length === 0 ? null : [t("specification.training"), <Parameters key="training" parameters={training} />],
        seeds.length === 0 ? null : [t("specification.seeds"), seeds.join(", ")],
        budget.length === 0 ? null : [t("specification.budget"), <Parameters key="budget" parameters={budget} />],
      ]} />
      <details className="small">
        <summary>{t("result.specificationJson")}</summary>
        <CodeBlock text={JSON.stringify(specification, null, 2)} label={t("result.specification")} />
      </details>
    </>
  );
}

function Parameters({ lead, parameters }: { lead?: string; parameters: Parameter[] }) {
  return (
    <>
      {lead && <span className="parameter">{lead}</span>}
      {parameters.map(({ name, value }) => (
        <span key={name} className="parameter"><span className="muted">{name}</span> <span className="mono">{value}</span></span>
      ))}
    </>
  );
}
