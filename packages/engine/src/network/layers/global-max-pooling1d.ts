import { globalPooling } from "./pooling.ts";

/** The largest value of each channel over all steps. */
export const globalMaxPooling1d = globalPooling("steps, channels", { className: "GlobalMaxPooling1D", type: "global_max_pooling1d", title: { en: "Global max pooling, 1-D", zh: "一维全局最大池化" } });
