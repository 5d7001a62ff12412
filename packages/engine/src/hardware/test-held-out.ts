import type { Architecture, NetworkLayer } from "../network/network.ts";
import { denseLayer } from "../network/network.ts";

const layer = (className: string, name: string, config: Record<string, unknown>, ...inbound: string[]): NetworkLayer => ({ className, name, config, inbound });
const conv = (name: string, filters: number, ...inbound: string[]): NetworkLayer => layer("Conv2D", name, { filters, kernel_size: [3, 3], padding: "same", activation: "relu" }, ...inbound);

/** Networks that no calibration has seen: a small one, a wide one, one with a shortcut, one that reads tokens. */
export const heldOut: Readonly<Record<"small" | "wide" | "shortcut" | "tokens", Architecture>> = {
  small: { inputShape: [64], layers: [denseLayer("dense_1", 32, "relu"), denseLayer("dense_2", 10, "linear", ["dense_1"])] },
  wide: { inputShape: [784], layers: [denseLayer("dense_1", 512, "relu"), denseLayer("dense_2", 10, "linear", ["dense_1"])] },
  shortcut: {
    inputShape: [16, 16, 1],
    layers: [conv("a", 12), conv("b", 12, "a"), layer("Add", "sum", {}, "a", "b"), layer("MaxPooling2D", "pool", { pool_size: [2, 2] }, "sum"), layer("Flatten", "flat", {}, "pool"), denseLayer("out", 10, "linear", ["flat"])],
  },
  tokens: {
    inputShape: [40],
    layers: [layer("Embedding", "words", { input_dim: 5000, output_dim: 32 }), layer("GlobalAveragePooling1D", "mean", {}, "words"), denseLayer("hidden", 64, "relu", ["mean"]), denseLayer("out", 4, "linear", ["hidden"])],
  },
};
