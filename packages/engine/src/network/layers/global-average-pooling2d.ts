import { globalPooling } from "./pooling.ts";

/** The mean of each channel over the whole image. */
export const globalAveragePooling2d = globalPooling("height, width, channels", { className: "GlobalAveragePooling2D", type: "global_average_pooling2d", title: { en: "Global average pooling, 2-D", zh: "二维全局平均池化" } });
