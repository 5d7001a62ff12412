import { expect, test } from "@jest/globals";
import type { EarlyStoppingSpec } from "./early-stopping.ts";
import { EarlyStopping } from "./early-stopping.ts";

const spec: EarlyStoppingSpec = { monitor: "val_loss", minDelta: 0, patience: 2, mode: "auto", restoreBestWeights: true, startFromEpoch: 0 };
const weightsOf = (epoch: number) => ({ w: { shape: [1], values: Float32Array.of(epoch) } });

/** The epoch it stops after, and that whose weights it kept; null: none. */
function watch(values: number[], change: Partial<EarlyStoppingSpec> = {}): [stopped: number | null, kept: number | null] {
  const stopping = new EarlyStopping({ ...spec, ...change });
  const stopped = values.findIndex((value, epoch) => stopping.observe(epoch, value, () => weightsOf(epoch)));
  return [stopped < 0 ? null : stopped, stopping.state.weights?.["w"]?.values[0] ?? null];
}

// What keras.callbacks.EarlyStopping does by its source (keras/src/callbacks/early_stopping.py, 3.x).
test.each<[string, number[], Partial<EarlyStoppingSpec>, [number | null, number | null]]>([
  ["a loss that falls goes on", [3, 2, 1], {}, [null, 2]],
  ["two epochs no better than the best stop it, and the best one's weights are kept", [3, 1, 2, 1, 0], {}, [3, 1]],
  ["an accuracy is to rise", [0.1, 0.5, 0.4, 0.3], { monitor: "val_accuracy" }, [3, 1]],
  ["a change below the least one is none", [3, 2.95, 2.91, 2], { minDelta: 0.1 }, [2, 0]],
  ["without patience the first epoch that is no better stops it", [3, 3], { patience: 0 }, [1, 0]],
  ["a baseline that is not beaten in time stops it though it gets better", [3, 2.9, 2.8], { baseline: 1, patience: 3 }, [null, 2]],
  ["a baseline that is not beaten, and no progress", [3, 2.9, 2.95], { baseline: 1, patience: 3 }, [2, 1]],
  ["epochs before the start are not watched", [0, 9, 3, 4, 5], { startFromEpoch: 2 }, [4, 2]],
  ["weights are kept only where asked for", [3, 4, 5], { restoreBestWeights: false }, [2, null]],
  ["a mode given wins", [1, 2, 1, 1], { mode: "max" }, [3, 1]],
])("%s", (_, values, change, expected) => expect(watch(values, change)).toEqual(expected));

test("from its state it goes on as if nothing had happened", () => {
  const values = [3, 2, 2.5, 1, 2, 3, 0];
  const whole = watch(values);
  for (let cut = 0; cut < 6; cut++) {
    const first = new EarlyStopping(spec);
    for (let epoch = 0; epoch < cut; epoch++) first.observe(epoch, values[epoch]!, () => weightsOf(epoch));
    const second = new EarlyStopping(spec, structuredClone(first.state));
    const stopped = values.findIndex((value, epoch) => epoch >= cut && second.observe(epoch, value, () => weightsOf(epoch)));
    expect([stopped, second.state.weights!["w"]!.values[0]]).toEqual(whole);
  }
});
