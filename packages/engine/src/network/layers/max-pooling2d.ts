import { pooling2d } from "./pooling.ts";

/** The largest value of each window of an image. */
export const maxPooling2d = pooling2d({ className: "MaxPooling2D", type: "max_pooling2d", title: { en: "Max pooling, 2-D", zh: "二维最大池化" } });
