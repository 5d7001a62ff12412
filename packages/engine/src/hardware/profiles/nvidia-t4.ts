import type { HardwareProfile, Sourced } from "../profile.ts";

const peak = (value: number): Sourced => ({ value, source: "NVIDIA's announcement of 2018-09-13, as given at geektopia.es/es/technology/2018/09/13/noticias/nvidia-presenta-la-nueva-tesla-t4-basada-en-turing-orientada-a-inteligencia-artificial.html" });
const board: Pick<Sourced, "source"> = { source: "NVIDIA T4 product brief, manualmachine.com/pny/tcst4mpb/8129101-user-manual" };

/** The card alone: its host's watts are not in it. */
export const nvidiaT4: HardwareProfile = {
  id: "nvidia-t4",
  title: { en: "NVIDIA T4", zh: "英伟达 T4" },
  kind: "gpu",
  operationsPerSecond: { float32: peak(8.1e12), float16: peak(65e12), int8: peak(130e12) },
  int8Instructions: "DP4A, Turing Tensor Cores",
  bytesPerSecond: { value: 320e9, ...board },
  onChipBytes: null,
  secondsPerCall: { value: 12e-6, source: "two copies of 5 to 7 µs each, arXiv 2602.21548, section 5.2 (measured on newer cards)" },
  secondsPerLayer: { value: 12.5e-6, source: "50 µs for four layers at batch 16, launched one by one, cuda.juliagpu.org/dev/usage/graphs (card not named)" },
  idleWatts: { value: 27, source: "nvidia-smi of T4s that held a context and computed nothing (P0), as published by several users: 25 to 30 W; 9 W without a context" },
  maxWatts: { value: 70, ...board },
  powerBoundary: "COMPONENT",
  pricePerHour: { value: 0.526, currency: "USD", priceDate: "2026-11-29", source: "AWS g4dn.xlarge, Linux, on demand, us-east-1, as tabled in public repositories on that day; not read from the seller's own page" },
};
