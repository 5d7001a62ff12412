import type { ComponentFigure, EnergyRecord } from "../energy-record.ts";
import type { Measurement } from "../measurement.ts";

type Labels = Record<string, string>;
interface Sample {
  labels: Labels;
  value: number;
}

const escaped = (value: string): string => value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
const written = ({ labels, value }: Sample, name: string): string => {
  const pairs = Object.entries(labels).map(([key, label]) => `${key}="${escaped(label)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
};

/** A metric with its samples; nothing at all where it has none: a series that is not there was not measured. */
const gauge = (name: string, help: string, samples: Sample[]): string[] =>
  samples.length === 0 ? [] : [`# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`, `# TYPE ${name} gauge`, ...samples.map((sample) => written(sample, name))];

interface Figure {
  labels: Labels;
  figure: Measurement | null;
}

/** Median, and the ends of the interval as metrics of their own with the same labels. */
function figures(name: string, help: string, list: Figure[]): string[] {
  const measured = list.flatMap(({ labels, figure }) => (figure ? [{ labels: { ...labels, method: figure.method, boundary: figure.boundary ?? "" }, figure }] : []));
  const bounds = (end: "low" | "high"): Sample[] => measured.flatMap(({ labels, figure }) => (figure.interval ? [{ labels, value: figure.interval[end] }] : []));
  const median = measured.map(({ labels, figure }) => ({ labels, value: figure.value }));
  return [
    ...gauge(name, `${help}, median.`, median),
    ...gauge(`${name}_low`, `${help}, lower end of the 95 % interval.`, bounds("low")),
    ...gauge(`${name}_high`, `${help}, upper end of the 95 % interval.`, bounds("high")),
  ];
}

const one = (value: number | null): Sample[] => (value === null ? [] : [{ labels: {}, value }]);

/** A component's labels; of several alike, as of two GPUs, each has its number: no series may stand twice. */
function componentLabels(components: readonly ComponentFigure[], { name }: ComponentFigure, index: number): Labels {
  const alike = components.filter((component) => component.name === name).length;
  return { component: name, ...(alike > 1 && { device: String(components.slice(0, index).filter((component) => component.name === name).length + 1) }) };
}

/**
 * A record in Prometheus' text exposition format (version 0.0.4), for node_exporter's textfile collector or a push gateway. Sums of unlike
 * things are metrics of their own, so that `sum()` over a metric's series counts nothing twice.
 */
export function prometheusText(record: EnergyRecord): string {
  const { components, energy, facilityEnergy, carbon, embodiedCarbon, water, costs, sci, conversion } = record;
  const zone = conversion.grid.zone ?? "world";
  return [
    ...figures("joulemark_energy_joules", "IT energy of the window by component, J", components.map((component, index) => ({ labels: { ...componentLabels(components, component, index), meter: component.meter ?? "" }, figure: component.energy }))),
    ...gauge("joulemark_component_measured", "1 where the component was measured, 0 where it was not.", components.map((component, index) => ({ labels: componentLabels(components, component, index), value: component.energy ? 1 : 0 }))),
    ...figures("joulemark_total_energy_joules", "IT energy of the window, sum of its components, J", [{ labels: {}, figure: energy }]),
    ...figures("joulemark_facility_energy_joules", "Energy of the window with what the building uses for it, J", [{ labels: {}, figure: facilityEnergy }]),
    ...figures("joulemark_carbon_grams", "Emissions of the energy, g CO2e", [{ labels: { zone }, figure: carbon }]),
    ...figures("joulemark_embodied_carbon_grams", "Emissions of making the hardware, in the share of the window, g CO2e", [{ labels: {}, figure: embodiedCarbon }]),
    ...figures("joulemark_water_litres", "Water used on site for the IT energy, L", [{ labels: {}, figure: water }]),
    ...figures("joulemark_cost", "Cost of the window by kind; kinds are never to be summed", costs.map(({ kind, amount }) => ({ labels: { kind, currency: amount.unit }, figure: amount }))),
    ...figures("joulemark_sci_grams", "Software Carbon Intensity (ISO/IEC 21031) per functional unit, g CO2e", sci ? [{ labels: { functional_unit: sci.functionalUnit }, figure: sci.figure }] : []),
    ...gauge("joulemark_window_seconds", "Time the window was open, s.", one(record.wallSeconds)),
    ...gauge("joulemark_cpu_seconds", "CPU time of the processes in the window, s.", one(record.cpuSeconds)),
    ...gauge("joulemark_coverage_ratio", "Share of the processes' CPU time that was seen; absent where it cannot be known.", one(record.coverage)),
    ...gauge("joulemark_sampler_cpu_seconds", "CPU time that measuring took, s.", one(record.sampler.cpuSeconds)),
    ...gauge("joulemark_flag", "1 for each thing to mind about this record.", [...new Set(record.flags)].map((flag) => ({ labels: { flag }, value: 1 }))),
    ...gauge("joulemark_window_end_timestamp_seconds", "When the window ended, Unix time, s.", one(Date.parse(record.endedAt) / 1000)),
    "",
  ].join("\n");
}
