import { globalPooling } from "./pooling.ts";

/** The largest value of each channel over the whole image. */
export const globalMaxPooling2d = globalPooling("height, width, channels", { className: "GlobalMaxPooling2D", type: "global_max_pooling2d", title: { en: "Global max pooling, 2-D", zh: "二维全局最大池化" } });
