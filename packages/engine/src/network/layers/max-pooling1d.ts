import { pooling1d } from "./pooling.ts";

/** The largest value of each window along one axis. */
export const maxPooling1d = pooling1d({ className: "MaxPooling1D", type: "max_pooling1d", title: { en: "Max pooling, 1-D", zh: "一维最大池化" } });
