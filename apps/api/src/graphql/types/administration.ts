import { removeDemoData } from "../../domain/demo.ts";
import { builder } from "../builder.ts";
import { asResult, resultUnion } from "../result-union.ts";

const RemoveDemoDataResult = resultUnion<{ institutions: number; experiments: number; results: number }>("RemoveDemoData", "How much of the demo data was removed.", (t) => ({
  institutions: t.exposeInt("institutions"),
  experiments: t.exposeInt("experiments"),
  results: t.exposeInt("results"),
}));

builder.mutationField("removeDemoData", (t) =>
  t.field({
    type: RemoveDemoDataResult,
    description: "Removes the demo institutions and all that is theirs. The operator only.",
    resolve: (_root, _args, context) => asResult(() => removeDemoData(context)),
  }),
);
