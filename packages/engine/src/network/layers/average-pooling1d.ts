import { pooling1d } from "./pooling.ts";

/** The mean of each window along one axis; what lies outside at the edge is not counted. */
export const averagePooling1d = pooling1d({ className: "AveragePooling1D", type: "average_pooling1d", title: { en: "Average pooling, 1-D", zh: "一维平均池化" } });
