import { pooling2d } from "./pooling.ts";

/** The mean of each window of an image; what lies outside at the edge is not counted. */
export const averagePooling2d = pooling2d({ className: "AveragePooling2D", type: "average_pooling2d", title: { en: "Average pooling, 2-D", zh: "二维平均池化" } });
