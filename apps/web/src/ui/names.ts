import { useTranslations } from "next-intl";

const techniques = ["train", "distill", "quantize", "prune-magnitude", "prune-channels", "select-channels-qubo", "cluster-weights", "low-rank", "fold-batch-norm", "train-head"] as const;
const metrics = ["accuracy", "macroF1", "calibrationError", "loss", "f1"] as const;

const among = <Name extends string>(names: readonly Name[], name: string): name is Name => (names as readonly string[]).includes(name);

/** Techniques in the reader's language; one that this portal does not know keeps its id. */
export function useTechniqueName(): (id: string) => string {
  const t = useTranslations("technique");
  return (id) => (among(techniques, id) ? t(id) : id);
}

/** Metrics in the reader's language; an unknown one keeps its name. */
export function useMetricName(): (name: string) => string {
  const t = useTranslations("metric");
  return (name) => (among(metrics, name) ? t(name) : name);
}
