import type { ChannelFlow } from "../network/channel-flow.ts";
import { taylorTerms } from "../network/channel-importance.ts";
import type { Network } from "../network/network.ts";
import type { TechniqueContext } from "./technique.ts";

/** (Σ gradient · weight)² of what makes each channel, summed over batches of training examples. Source: Molchanov et al. 2019, arXiv 1906.10771, equation 8. */
export async function taylorScores(network: Network, flow: ChannelFlow, visitGradients: TechniqueContext["visitGradients"]): Promise<Map<number, number>> {
  const sums = new Map<number, number>();
  await visitGradients(network, (gradient) => {
    for (const [channel, term] of taylorTerms(flow, network, gradient)) sums.set(channel, (sums.get(channel) ?? 0) + term);
  });
  return sums;
}
