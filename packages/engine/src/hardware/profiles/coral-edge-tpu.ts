import type { HardwareProfile } from "../profile.ts";

const datasheet = "Coral USB Accelerator datasheet, version 1.4, coral.ai/static/files/Coral-USB-Accelerator-datasheet.pdf";

/** The accelerator alone, on one lane of PCIe. It computes with 8-bit integers only. */
export const coralEdgeTpu: HardwareProfile = {
  id: "coral-edge-tpu",
  title: { en: "Google Coral Edge TPU", zh: "谷歌 Coral Edge TPU" },
  kind: "npu",
  operationsPerSecond: { float32: null, float16: null, int8: { value: 4e12, source: datasheet } },
  int8Instructions: "8-bit matrix unit",
  bytesPerSecond: { value: 500e6, source: "PCIe 2.0, one lane, medium.com/@ilyakavalerov/whats-inside-the-google-coral-edge-tpu-speed-test-teardown-8673b440141d" },
  onChipBytes: { value: 8e6, source: "8 MB of SRAM, the same page" },
  secondsPerCall: { value: 37.5e-6, source: "50,000 calls of a network 784-128-10 in 1,876 ms on the Dev Board, github.com/google-coral/edgetpu/issues/89: an upper end, its transfers are in it" },
  secondsPerLayer: { value: 0, source: "the compiler makes one program of all layers, coral.ai/docs/edgetpu/compiler; their launching is in the time of a call" },
  idleWatts: null,
  maxWatts: { value: 2, source: datasheet },
  powerBoundary: "COMPONENT",
  pricePerHour: null,
};
