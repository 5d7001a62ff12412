import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

/** A network of its own: loopback, and a way out that leads nowhere but counts what is sent. */
const network = [
  "ip link set lo up",
  "ip link add out0 type veth peer name out1",
  "echo 1 > /proc/sys/net/ipv6/conf/out0/disable_ipv6",
  "echo 1 > /proc/sys/net/ipv6/conf/out1/disable_ipv6",
  "ip address add 10.9.9.1/24 dev out0",
  "ip link set out0 up",
  "ip link set out1 up",
  "ip route add default via 10.9.9.2 dev out0",
].join(" && ");
const possible = spawnSync("unshare", ["--net", "sh", "-c", network]).status === 0; // root on Linux with iproute2
const inOwnNetwork = possible ? test : test.skip;

/** Packets that process `pid`'s network has sent to the outside. */
async function packetsSent(pid: number): Promise<number> {
  const line = (await readFile(`/proc/${pid}/net/dev`, "utf8")).split("\n").find((text) => text.trim().startsWith("out0:"));
  const fields = line?.split(":")[1]?.trim().split(/\s+/);
  if (!fields) throw new Error("The network of the test has no way out to count on.");
  return Number(fields[9]);
}

inOwnNetwork("a start sends nothing to the outside", async () => {
  const data = await mkdtemp(join(tmpdir(), "joulemark-offline-"));
  const start = spawn("unshare", ["--net", "sh", "-c", `${network} && exec "$0" scripts/start.mjs --empty --data "$1" --port 4000`, process.execPath, data], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const ended = new Promise<number | null>((resolve) => start.on("exit", resolve));
  try {
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString("utf8");
        if (output.includes("Joulemark is ready")) resolve();
      };
      start.stdout.on("data", read);
      start.stderr.on("data", read);
      start.on("exit", (code) => reject(new Error(`It ended with ${code}:\n${output}`)));
    });
    await new Promise((resolve) => setTimeout(resolve, 10_000)); // what is sent later, by a worker that polls or a portal that warms up
    expect(await packetsSent(start.pid!)).toBe(0);
  } finally {
    start.kill("SIGINT");
    await ended;
    await rm(data, { recursive: true, force: true });
  }
});
