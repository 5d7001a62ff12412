import type { LayerKind } from "../layer-kind.ts";
import { activation } from "./activation.ts";
import { add } from "./add.ts";
import { averagePooling1d } from "./average-pooling1d.ts";
import { averagePooling2d } from "./average-pooling2d.ts";
import { batchNormalization } from "./batch-normalization.ts";
import { concatenate } from "./concatenate.ts";
import { conv1d } from "./conv1d.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { depthwiseConv2d } from "./depthwise-conv2d.ts";
import { dropout } from "./dropout.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import { globalAveragePooling1d } from "./global-average-pooling1d.ts";
import { globalAveragePooling2d } from "./global-average-pooling2d.ts";
import { globalMaxPooling1d } from "./global-max-pooling1d.ts";
import { globalMaxPooling2d } from "./global-max-pooling2d.ts";
import { layerNormalization } from "./layer-normalization.ts";
import { maskedAveragePooling1d } from "./masked-average-pooling1d.ts";
import { maxPooling1d } from "./max-pooling1d.ts";
import { maxPooling2d } from "./max-pooling2d.ts";
import { multiHeadAttention } from "./multi-head-attention.ts";
import { positionEmbedding } from "./position-embedding.ts";
import { reshape } from "./reshape.ts";
import { unitNormalization } from "./unit-normalization.ts";

/** Every kind of layer. A form offers them in this order, the first of them unasked. */
export const layerKinds: readonly LayerKind[] = [
  dense, conv2d, depthwiseConv2d, conv1d, maxPooling2d, averagePooling2d, maxPooling1d, averagePooling1d, globalAveragePooling2d, globalAveragePooling1d,
  globalMaxPooling2d, globalMaxPooling1d, batchNormalization, layerNormalization, embedding, positionEmbedding, multiHeadAttention, maskedAveragePooling1d, unitNormalization, dropout, activation, add, concatenate, flatten, reshape,
];
