import { z } from "zod";
import { clusteredSize } from "../network/clustered-size.ts";
import { withoutKeptZeros } from "../network/kept-zeros.ts";
import { kernelKeys } from "../network/kernel-keys.ts";
import type { Network } from "../network/network.ts";
import { storedSize } from "../network/stored-size.ts";
import type { Clusters } from "../network/weight-clusters.ts";
import { clusterInits, clustersOf, sharedValues, withMeans } from "../network/weight-clusters.ts";
import { randomOf } from "../random.ts";
import { checkIgnored, fineTuneParameter, ignoredLayersParameter } from "./parameters.ts";
import { defineTechnique } from "./technique.ts";

const params = z.strictObject({
  clusters: z.int().min(2).max(255).meta({ title: "Values of a kernel", description: "different ones that each kernel may have, a kept 0 not counted; saves bytes where it is coded, no energy: dense kernels multiply every weight", zh: { title: "取值个数", description: "每个卷积核允许的不同取值数，保留的 0 不计；编码存储可省字节，但不省能耗：稠密计算仍逐个相乘" } }).default(16),
  init: z.enum(clusterInits).meta({ title: "First values", description: "linear: evenly from the least weight to the largest, which keeps the rare large ones; density: evenly by rank; random: k-means++ by the seed", zh: { title: "初始值", description: "linear：在最小与最大权重间均匀分布，保留少见的大权重；density：按秩均匀；random：按种子的 k-means++" } }).default("linear"),
  keepZeros: z.boolean().meta({ title: "Keep zeros", description: "weights that are 0, as after pruning, stay 0 and are no part of the clusters", zh: { title: "保留零", description: "为 0 的权重（如剪枝后）保持为 0，不参与聚类" } }).default(true),
  fineTune: fineTuneParameter,
  ignoredLayers: ignoredLayersParameter,
});
type Params = z.infer<typeof params>;

/** The clusters of a kernel; zeros that are kept have a cluster of their own. */
function clustersOfKernel(values: Float32Array, { clusters, init, keepZeros }: Params, seed: number, key: string): Clusters {
  const random = randomOf(seed, "clusters", key);
  if (!keepZeros || !values.includes(0)) return clustersOf(values, clusters, init, random);
  const made = clustersOf(values.filter((value) => value !== 0), clusters, init, random);
  const zero = made.centroids.length;
  let next = 0;
  return { centroids: Float32Array.of(...made.centroids, 0), codes: Uint8Array.from(values, (value) => (value === 0 ? zero : made.codes[next++]!)) };
}

const withClusters = (network: Network, clusters: ReadonlyMap<string, Clusters>): Network => ({
  ...network,
  weights: { ...network.weights, ...Object.fromEntries([...clusters].map(([key, one]) => [key, { shape: network.weights[key]!.shape, values: sharedValues(one) }])) },
});

/** The values of what training has moved; equal but for the last bits already, and zeros for good. */
function trainedClusters({ weights }: Network, clusters: ReadonlyMap<string, Clusters>, zeros: ReadonlyMap<string, Uint8Array>): Map<string, Clusters> {
  return new Map([...clusters].map(([key, before]) => {
    const { codes, centroids } = withMeans(before, weights[key]!.values);
    return [key, { codes, centroids: zeros.has(key) ? centroids.with(-1, 0) : centroids }];
  }));
}

/**
 * Lets the weights of each kernel have a few values only, found by k-means, and trains these: a value moves by the sum of its weights' gradients. The model can be coded in a few bits a weight;
 * the kernels that compute are as dense as before: no energy and no time is saved by itself. A later step that trains parts the values again, but for zeros of pruning.
 * Source: Han, Mao and Dally 2016, "Deep Compression", arXiv 1510.00149, sections 3 and 4.
 */
export const clusterWeights = defineTechnique({
  id: "cluster-weights",
  title: "Weight clustering",
  source: "Han, Mao and Dally 2016, arXiv 1510.00149, sections 3 and 4",
  params,
  example: { clusters: 4 },
  trains: ({ fineTune }) => fineTune,
  check: (architecture, { ignoredLayers }) => checkIgnored(architecture, ignoredLayers),
  async apply(before, given, { seed, train, measured, tell }) {
    const keys = kernelKeys(before, given.ignoredLayers);
    const network = given.keepZeros ? before : withoutKeptZeros(before, (key) => keys.includes(key));
    const first = measured(() => new Map(keys.map((key) => [key, clustersOfKernel(network.weights[key]!.values, given, seed, key)])));
    const masks = new Map([...first].filter(([key]) => given.keepZeros && network.weights[key]!.values.includes(0)).map(([key]) => [key, Uint8Array.from(network.weights[key]!.values, (value) => Number(value !== 0))]));
    let [clusters, result] = [first, withClusters(network, first)];
    if (given.fineTune) {
      const sharing = Object.fromEntries([...first].map(([key, { codes }]) => [key, codes]));
      const trained = await train(result, { type: "cross-entropy" }, { sharing, masks: Object.fromEntries(masks) });
      clusters = trainedClusters(trained, first, masks);
      result = withClusters(trained, clusters);
    }
    const { denseBytes, indexBytes, huffmanBytes, deflateBytes, boundBytes } = measured(() => clusteredSize(result, clusters));
    const { packedBytes } = storedSize(result);
    const values = Math.max(0, ...[...clusters.values()].map(({ centroids }) => centroids.length));
    tell(`At most ${values} different values a kernel. The weights take ${denseBytes} bytes as they are; as tables and codes ${indexBytes} with whole bits, ${huffmanBytes} by Huffman's code, ${deflateBytes} by deflate, where the codes' entropy allows no less than ${boundBytes} one by one; the float32 file packed by gzip ${packedBytes}. Dense kernels multiply every weight, so no energy is saved by itself.`, [
      { name: "denseBytes", value: denseBytes }, { name: "indexBytes", value: indexBytes }, { name: "huffmanBytes", value: huffmanBytes }, { name: "deflateBytes", value: deflateBytes }, { name: "boundBytes", value: boundBytes }, { name: "packedBytes", value: packedBytes },
    ]);
    return result;
  },
  outline: (architecture, { fineTune }, { train }) => (fineTune ? train(architecture) : architecture),
});
