import type { Institution as InstitutionRow } from "../../storage/db.ts";
import { builder } from "../builder.ts";
import { Institution } from "./institution.ts";

const ReproductionVerdict = builder.enumType("ReproductionVerdict", { values: ["REPRODUCED", "DIFFERS"] as const });

interface ReproductionShape {
  institution: InstitutionRow;
  verdict: "REPRODUCED" | "DIFFERS";
  /** Reproduced minus published, of the board's metric; null: not compared. */
  metricDelta: number | null;
  /** Reproduced over published training energy; null: not alike. */
  energyRatio: number | null;
  at: Date;
}

export const Reproduction = builder.objectRef<ReproductionShape>("Reproduction").implement({
  description: "What another institution found when it repeated a result.",
  fields: (t) => ({
    institution: t.expose("institution", { type: Institution }),
    verdict: t.expose("verdict", { type: ReproductionVerdict }),
    metricDelta: t.exposeFloat("metricDelta", { nullable: true }),
    energyRatio: t.exposeFloat("energyRatio", { nullable: true }),
    at: t.expose("at", { type: "DateTime" }),
  }),
});
