import { artifactUrl } from "../addresses.ts";
import { builder } from "../builder.ts";

/** The name the engine gives a run's energy record. */
export const RECORD = "energy-record.json";

/** A run's energy record as a file. */
export const EnergyRecord = builder.prismaObject("Artifact", {
  variant: "EnergyRecord",
  description: "How the energy of one run was measured: readings, constants, sources.",
  fields: (t) => ({
    run: t.relation("run", { nullable: false, onNull: "error" }),
    url: t.string({ resolve: ({ sha256 }, _args, { publicUrl }) => artifactUrl(publicUrl, sha256) }),
    sha256: t.exposeString("sha256"),
  }),
});
