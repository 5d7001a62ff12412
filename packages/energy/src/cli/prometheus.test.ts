import { expect, test } from "@jest/globals";
import { prometheusText } from "./prometheus.ts";
import { exampleRecord, unmeasuredRecord } from "./test-record.ts";

/** The grammar of the text format 0.0.4: a metric's HELP and TYPE, then its samples, no series twice. */
const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"(?:,[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*")*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

function seriesOf(text: string): Map<string, number> {
  expect(text.endsWith("\n")).toBe(true);
  const [series, finished] = [new Map<string, number>(), new Set<string>()];
  let current = "";
  for (const line of text.trimEnd().split("\n")) {
    if (line.startsWith("# HELP ")) {
      finished.add(current);
      current = line.split(" ")[2]!;
      expect(finished).not.toContain(current);
    } else if (line.startsWith("# TYPE ")) expect(line).toBe(`# TYPE ${current} gauge`);
    else {
      const [, name, labels = "", value] = sample.exec(line) ?? [];
      expect([name, line]).toEqual([current, line]);
      expect(series.has(name! + labels)).toBe(false);
      series.set(name! + labels, Number(value));
    }
  }
  return series;
}

test("a record is valid text, with median and bounds of what was measured", () => {
  const series = seriesOf(prometheusText(exampleRecord));
  const cpu = '{component="cpu",meter="rapl",method="COUNTER",boundary="COMPONENT"}';
  expect(["", "_low", "_high"].map((end) => series.get(`joulemark_energy_joules${end}${cpu}`))).toEqual([3500, 3330, 3680]);
  expect(series.get('joulemark_cost{kind="COMPUTE",currency="USD",method="DECLARED",boundary="NODE"}')).toBe(0.0031);
  expect(series.get('joulemark_component_measured{component="gpu"}')).toBe(0);
  expect(series.get("joulemark_window_end_timestamp_seconds")).toBe(1795600900);
});

test("of two alike each has its number, so that no series stands twice", () => {
  const [cpu] = exampleRecord.components;
  const gpu = { ...cpu!, name: "gpu" as const, meter: "nvidia-smi" };
  const series = seriesOf(prometheusText({ ...exampleRecord, components: [cpu!, gpu, gpu] }));
  expect([...series.keys()].filter((name) => /^joulemark_component_measured/.test(name))).toEqual([
    'joulemark_component_measured{component="cpu"}',
    'joulemark_component_measured{component="gpu",device="1"}',
    'joulemark_component_measured{component="gpu",device="2"}',
  ]);
});

test("what was not measured has no series, and no interval has no bounds", () => {
  const text = prometheusText(unmeasuredRecord);
  expect([...seriesOf(text).keys()].filter((name) => /energy|carbon|water|cost|sci|coverage/.test(name))).toEqual([]);
  expect(prometheusText(exampleRecord)).not.toContain('joulemark_cost_low{kind="COMPUTE"');
  expect(text).not.toMatch(/NaN|null|undefined/);
});

test("quotes, backslashes and line ends in a label are escaped", () => {
  const sci = { ...exampleRecord.sci!, functionalUnit: 'a "b" \\ c\nd' };
  const text = prometheusText({ ...exampleRecord, sci });
  expect(text).toContain('functional_unit="a \\"b\\" \\\\ c\\nd"');
  seriesOf(text);
});
