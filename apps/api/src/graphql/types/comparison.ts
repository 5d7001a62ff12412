import type { ComparedFigure as ComparedFigureShape, ComparedPair as ComparedPairShape, Order as OrderValue } from "../../domain/comparison.ts";
import { apartKinds, compare, comparedQuantities } from "../../domain/comparison.ts";
import { builder } from "../builder.ts";

const ComparedQuantity = builder.enumType("ComparedQuantity", { values: comparedQuantities });
const ApartKind = builder.enumType("ApartKind", { description: "In what figures differ that cannot be held against each other.", values: apartKinds });

/** How one figure stands to another. */
export const Order = builder.enumType("Order", {
  description: "How one figure stands to another. Lower or higher only where their intervals do not touch, or where the spread of repeated runs of one method on one hardware class tells them apart.",
  values: { LOWER: { value: "lower" }, HIGHER: { value: "higher" }, NOT_DISTINGUISHABLE: { value: "not-distinguishable" } } as const satisfies Record<string, { value: OrderValue }>,
});

const ComparedPair = builder.objectRef<ComparedPairShape>("ComparedPair").implement({
  fields: (t) => ({
    a: t.exposeID("a"),
    b: t.exposeID("b"),
    order: t.expose("order", { type: Order, description: "Of a to b. Of quality, LOWER is worse, whatever the metric's direction." }),
  }),
});

const ComparedFigure = builder.objectRef<ComparedFigureShape>("ComparedFigure").implement({
  fields: (t) => ({
    quantity: t.expose("quantity", { type: ComparedQuantity }),
    apart: t.expose("apart", { type: [ApartKind], description: "Not empty: sizes say nothing of each other, and nothing is compared." }),
    best: t.exposeID("best", { nullable: true, description: "What is distinguishably better than every other; null: nothing is, or there is no other." }),
    pairs: t.expose("pairs", { type: [ComparedPair], description: "Every two that were measured." }),
  }),
});

builder.queryField("comparison", (t) =>
  t.field({
    type: [ComparedFigure],
    description: "Runs and results held against each other, quantity by quantity, as far as they are visible.",
    args: { of: t.arg.idList({ required: true, description: "Ids of runs and results, at most 10." }) },
    complexity: { field: 20, multiplier: 5 },
    resolve: (_root, { of }, context) => compare(context, of.map(String)),
  }),
);
