import { describe, expect, test } from "@jest/globals";
import { parseDevices, selectDevices } from "./gpu-selection.ts";
import type { VisibleDevices } from "../open-meter.ts";
import { DEVICES, FIRST, SECOND } from "./test-gpus.ts";

const two = parseDevices(DEVICES);
const selected = (visible: Partial<VisibleDevices>, devices = two) => selectDevices(devices, { cuda: null, container: null, order: null, ...visible });
const uuids = (visible: Partial<VisibleDevices>): string[] => selected(visible).devices.map(({ uuid }) => uuid);

test("a device has index, UUID, name, whether it is divided, and its largest power", () => {
  expect(parseDevices("3, GPU-a, NVIDIA H100, Enabled, 700.00\n4, GPU-b, NVIDIA GeForce GTX 1080, [N/A], [N/A]\n")).toEqual([
    { index: 3, uuid: "GPU-a", name: "NVIDIA H100", mig: true, maxWatts: 700 },
    { index: 4, uuid: "GPU-b", name: "NVIDIA GeForce GTX 1080", mig: false, maxWatts: null },
  ]);
});

describe("CUDA_VISIBLE_DEVICES", () => {
  test.each<[string, string[]]>([
    ["0,1", [FIRST, SECOND]],
    ["1", [SECOND]],
    ["1,1", [SECOND]],
    [FIRST, [FIRST]],
    ["GPU-8932f937", [FIRST]],
    ["GPU-", []], // fits two
    ["0,-1,1", [FIRST]],
    ["0, 7, 1", [FIRST]],
    ["-1", []],
    ["", []],
    ["NoDevFiles", []],
  ])("%j is %j", (cuda, expected) => expect(uuids({ cuda })).toEqual(expected));
  test("by index, of unlike devices, may count in another order, and it is said", () => {
    const unlike = parseDevices(`${DEVICES.split("\n")[0]}\n1, GPU-b, NVIDIA T4, Disabled, 70\n`);
    expect(selected({ cuda: "0" }, unlike).flags).toEqual(["device-order-assumed"]);
    expect(selected({ cuda: "0", order: "PCI_BUS_ID" }, unlike).flags).toEqual([]);
    expect(selected({ cuda: "GPU-b" }, unlike).flags).toEqual([]);
    expect(selected({ cuda: "0" }).flags).toEqual([]);
  });
  test("is heard before NVIDIA_VISIBLE_DEVICES", () => expect(uuids({ cuda: "1", container: FIRST })).toEqual([SECOND]));
});

describe("NVIDIA_VISIBLE_DEVICES", () => {
  test.each<[string | null, string[]]>([
    [null, [FIRST, SECOND]],
    ["all", [FIRST, SECOND]],
    ["void", [FIRST, SECOND]],
    ["", [FIRST, SECOND]],
    ["none", []],
    [SECOND, [SECOND]],
    ["1", [SECOND]],
    ["4,6", [FIRST, SECOND]], // the host's numbers: inside the container these are 0 and 1
  ])("%j is %j", (container, expected) => expect(uuids({ container })).toEqual(expected));
  test("that names a device which is not shown says so", () => expect(selected({ container: "5" }).flags).toEqual(["visible-device-not-found"]));
});
