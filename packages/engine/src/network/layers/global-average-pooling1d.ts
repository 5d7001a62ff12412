import { globalPooling } from "./pooling.ts";

/** The mean of each channel over all steps. */
export const globalAveragePooling1d = globalPooling("steps, channels", { className: "GlobalAveragePooling1D", type: "global_average_pooling1d", title: { en: "Global average pooling, 1-D", zh: "一维全局平均池化" } });
