import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import type { EnergyRecord } from "../energy-record.ts";
import { parseRecord } from "../parse-record.ts";
import { columns } from "./codecarbon-csv.ts";
import { bin, energyCommand, startEnergyCommand } from "./test-command.ts";

const folder = mkdtempSync(join(tmpdir(), "joulemark-run-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const fresh = (ending: string): string => join(folder, `${++files}.${ending}`);
const recordOf = (path: string): EnergyRecord => parseRecord(JSON.parse(readFileSync(path, "utf8"))) as EnergyRecord;

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const withPython = hasPython ? test : test.skip;
/** Burns CPU seconds of its own and prints what it burnt, as the system tells it. */
const burn = (seconds: number): string => `const used = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; }; while (used() < ${seconds}); console.log(used());`;

describe("a command is itself", () => {
  test("its exit code, output and input are its own, and the table stands on standard error", () => {
    const { code, out, err } = energyCommand(["run", "--", "sh", "-c", "read line; echo got $line; echo aside >&2; exit 7"], { input: "words\n" });
    expect([code, out]).toEqual([7, "got words\n"]);
    expect(err).toMatch(/^aside\n\nsh -c 'read line; echo got \$line; echo aside >&2; exit 7': exit code 7\n/);
    expect(err).toMatch(/energy +\S+ .?J +\S+ … \S+ +[A-Z]+ +[A-Z]+/);
  });

  test("--quiet leaves nothing but the command's own words", () => {
    expect(energyCommand(["run", "-q", "--", "sh", "-c", "echo out; echo err >&2"])).toEqual({ code: 0, out: "out\n", err: "err\n" });
  });

  test("arguments reach it as they are: empty ones, quotes, line ends, and options that look like ours", () => {
    const args = ["", "a b", "it's", 'a"b', "$HOME", "line\nend", "--json", "--", "*", "é漢"];
    const { code, out } = energyCommand(["run", "-q", "--", process.execPath, "-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...args]);
    expect([code, JSON.parse(out)]).toEqual([0, args]);
  });

  test("it sees the environment and folder that it was started in", () => {
    expect(energyCommand(["run", "-q", "--", "sh", "-c", "pwd; echo $COLOUR"], { cwd: folder, env: { COLOUR: "blue" } }).out).toBe(`${folder}\nblue\n`);
  });

  test("one that a signal ended has 128 + its number", () => {
    const path = fresh("json");
    const { code, err } = energyCommand(["run", "--json", path, "--", "sh", "-c", "kill -KILL $$"]);
    expect([code, recordOf(path).schemaVersion]).toEqual([137, 2]);
    expect(err).toContain("ended by SIGKILL");
    expect(energyCommand(["run", "-q", "--", "sh", "-c", "kill -TERM $$"]).code).toBe(143);
  });
});

describe("what was refused was never started", () => {
  test.each([
    [["run", "--", "no-such-command"], 127, 'There is no command "no-such-command" in PATH.'],
    [["run", "--", "./no-such-file"], 127, "There is no file ./no-such-file."],
    [["run", "--", "/"], 126, "/ is a folder, not a command."],
    [["run", "--", ""], 127, "The command is empty"],
    [["run", "--"], 125, "After -- comes the command"],
    [["run", "true"], 125, "Put -- before the command, e.g. joulemark-energy run -- true"],
    [["run", "--jsno", "x", "--", "true"], 125, "Did you mean --json energy.json?"],
    [["run", "--zone", "GERMANY", "--", "true"], 125, 'There is no grid zone "GERMANY".'],
    [["run", "--pue", "0.5", "--", "true"], 125, '--pue: "0.5" is not a number at least 1'],
    [["run", "--interval", "0", "--", "true"], 125, '--interval: "0" is not a number at least 0.05'],
    [["docter"], 2, "Did you mean doctor?"],
  ])("%j ends with %i: %s", (args, code, words) => {
    const { code: ended, out, err } = energyCommand(args);
    expect([ended, out]).toEqual([code, ""]);
    expect(err).toContain(words);
  });

  test("a file that cannot be written is named before the command starts", () => {
    const started = fresh("started");
    for (const option of ["--json", "--csv", "--prometheus"]) {
      const { code, err } = energyCommand(["run", option, join(folder, "none", "a"), "--", "touch", started]);
      expect([code, err]).toEqual([125, expect.stringContaining(`${option}: ${join(folder, "none", "a")} cannot be written: there is no folder`)]);
    }
    const other = fresh("csv");
    writeFileSync(other, "epoch,loss\n");
    expect(energyCommand(["run", "--csv", other, "--", "touch", started]).err).toContain("has other columns than CodeCarbon's emissions.csv");
    expect(existsSync(started)).toBe(false);
  });

  test("a script that may not be executed ends with 126 and how to allow it", () => {
    const script = fresh("py");
    writeFileSync(script, "print(1)\n", { mode: 0o644 });
    expect(energyCommand(["run", "--", script])).toMatchObject({ code: 126, err: expect.stringContaining(`chmod +x ${script}`) });
  });
});

describe("signals", () => {
  const trap = (signal: string): string[] => ["sh", "-c", `trap 'echo got ${signal}; exit 3' ${signal}; echo ready; while :; do sleep 0.05; done`];
  test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const)("%s without a terminal reaches the command once, and its own exit code is told", async (signal) => {
    const path = fresh("json");
    const { child, ended, printed } = startEnergyCommand(["run", "-q", "--json", path, "--", ...trap(signal.slice(3))]);
    await printed("ready");
    child.kill(signal);
    const { code, out, err } = await ended;
    expect([code, out, err]).toEqual([3, `ready\ngot ${signal.slice(3)}\n`, ""]);
    expect(recordOf(path).wallSeconds).toBeGreaterThan(0);
  });

  test("a command that a passed signal ends has 128 + its number, with a record", async () => {
    const path = fresh("json");
    const { child, ended, printed } = startEnergyCommand(["run", "--json", path, "--", "sh", "-c", "echo ready; exec sleep 30"]);
    await printed("ready");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 143, signal: null, err: expect.stringContaining("ended by SIGTERM") });
    expect(recordOf(path).wallSeconds).toBeLessThan(30);
  });

  withPython("Ctrl-C in a terminal reaches the command once, not a second time through us", () => {
    const counter = fresh("py");
    writeFileSync(counter, "import signal, time\nhits = []\nsignal.signal(signal.SIGINT, lambda *_: hits.append(1))\nprint('ready', flush=True)\nwhile not hits: time.sleep(0.05)\nend = time.time() + 1.5 # for a second one\nwhile time.time() < end: time.sleep(0.05)\nprint('hits', len(hits), flush=True)\nraise SystemExit(5)\n");
    const terminal = fresh("py");
    writeFileSync(terminal, "import os, pty, sys\npid, fd = pty.fork()\nif pid == 0: os.execv(sys.argv[1], sys.argv[1:])\ntext = b''\npressed = False\nwhile True:\n  try: chunk = os.read(fd, 4096)\n  except OSError: break\n  if not chunk: break\n  text += chunk\n  if b'ready' in text and not pressed: os.write(fd, b'\\x03'); pressed = True\nprint(text.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n");
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { stdout } = spawnSync("python3", [terminal, process.execPath, bin, "run", "-q", "--", "python3", counter], { encoding: "utf8", env });
    expect(stdout).toMatch(/hits 1\r?\n\s*5\n$/);
  });
});

describe("what is measured", () => {
  test("CPU seconds of a command are those that it tells of itself, and files hold one record", () => {
    const [json, csv, prometheus] = [fresh("json"), fresh("csv"), fresh("prom")];
    const args = ["run", "-q", "--json", json, "--csv", csv, "--prometheus", prometheus, "--zone", "DE", "--pue", "1.2", "--wue", "1.8", "--tariff", "0.30 EUR", "--r", "epochs=3", "--embodied", "1000 kg/35040 h", "--compute", "0.19 USD", "--", process.execPath, "-e", burn(1.5)];
    const { code, out, err } = energyCommand(args);
    expect([code, err]).toEqual([0, ""]);
    const record = recordOf(json);
    expect(record.cpuSeconds / Number(out)).toBeGreaterThan(0.97);
    expect(record.cpuSeconds / Number(out)).toBeLessThan(1.2); // the end of node comes on top
    expect(record.wallSeconds).toBeGreaterThan(1.4);
    expect(record.energy!.value).toBeGreaterThan(0);
    expect(record.facilityEnergy!.value).toBeCloseTo(record.energy!.value * 1.2, 6);
    expect(record.water!.value).toBeCloseTo((record.energy!.value / 3.6e6) * 1.8, 9);
    expect(record.conversion).toMatchObject({ grid: { zone: "DE" }, price: { pricePerKwh: 0.3, currency: "EUR" }, functionalUnit: { name: "epochs", count: 3 } });
    expect(record.costs.map(({ kind }) => kind)).toEqual(["ELECTRICITY", "COMPUTE"]);
    expect(record.sci).not.toBeNull();
    const [header, row, ...rest] = readFileSync(csv, "utf8").split("\n");
    expect([header, rest]).toEqual([columns.join(","), [""]]);
    expect(Number(row!.split(",")[columns.indexOf("energy_consumed")])).toBeCloseTo(record.facilityEnergy!.value / 3.6e6, 12);
    expect(readFileSync(prometheus, "utf8")).toContain(`joulemark_cpu_seconds ${record.cpuSeconds}\n`);
  });

  test("the zone is that of JOULEMARK_ZONE where no option says another, and never a guess", () => {
    const path = fresh("json");
    energyCommand(["run", "-q", "--json", path, "--", "true"], { env: { JOULEMARK_ZONE: "FR" } });
    expect(recordOf(path).conversion.grid.zone).toBe("FR");
    energyCommand(["run", "-q", "--json", path, "--zone", "PL", "--", "true"], { env: { JOULEMARK_ZONE: "FR" } });
    expect(recordOf(path).conversion.grid.zone).toBe("PL");
    energyCommand(["run", "-q", "--json", path, "--", "true"]);
    expect(recordOf(path)).toMatchObject({ conversion: { grid: { zone: null } }, flags: expect.arrayContaining(["zone-not-set"]) });
  });

  withPython("a Python program with children of its own is measured whole", () => {
    const [program, json] = [fresh("py"), fresh("json")];
    writeFileSync(program, "import os, subprocess, sys, time\nburn = 'import time\\nwhile time.process_time() < 0.5: pass'\nfor _ in range(3): subprocess.run([sys.executable, '-c', burn], check=True)\nwhile time.process_time() < 0.5: pass\nt = os.times()\nprint(t.user + t.system + t.children_user + t.children_system)\n");
    const { code, out } = energyCommand(["run", "-q", "--json", json, "--", "python3", program]);
    expect(code).toBe(0);
    expect(recordOf(json).cpuSeconds / Number(out)).toBeGreaterThan(0.97);
    expect(recordOf(json).cpuSeconds / Number(out)).toBeLessThan(1.2);
  });

  const withoutGroups = { CGROUP_ROOT: join(folder, "no-cgroup") };
  withPython.each([
    ["as this machine can", {}],
    ["from the process tree", withoutGroups],
  ])("a process that forks twice is counted %s, or the record says that it may be missing", (_, env) => {
    const [program, told, json] = [fresh("py"), fresh("told"), fresh("json")];
    writeFileSync(program, `import os, time\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    while time.process_time() < 1: pass\n    open(${JSON.stringify(`${told}.part`)}, "w").write(str(time.process_time())); os.rename(${JSON.stringify(`${told}.part`)}, ${JSON.stringify(told)})\n  os._exit(0)\nos.wait()\nwhile not os.path.exists(${JSON.stringify(told)}): time.sleep(0.05)\nraise SystemExit(4)\n`);
    expect(energyCommand(["run", "-q", "--json", json, "--", "python3", program], { env }).code).toBe(4);
    const { coverage, cpuSeconds } = recordOf(json);
    expect(cpuSeconds / Number(readFileSync(told, "utf8")) > 0.97 || coverage === null || coverage < 0.97).toBe(true);
  });

  test("a process that is left behind does not hold up the end", () => {
    const json = fresh("json");
    const { code } = energyCommand(["run", "-q", "--json", json, "--", "sh", "-c", "(setsid sleep 60 >/dev/null 2>&1 </dev/null &) ; exit 4"]);
    expect([code, recordOf(json).wallSeconds < 50]).toEqual([4, true]);
  });

  test("a counter that rises by 100 J while the command runs is in the record and the table", () => {
    const [json, zone] = [fresh("json"), join(fresh("powercap"), "intel-rapl:0")];
    mkdirSync(zone, { recursive: true });
    for (const [name, text] of Object.entries({ name: "package-0", energy_uj: "7000000", max_energy_range_uj: "262143328850" })) writeFileSync(join(zone, name), `${text}\n`);
    const play = `let step = 0; const timer = setInterval(() => { step++; require("fs").writeFileSync(process.argv[1], String(7e6 + step * 2.5e6)); if (step === 40) clearInterval(timer); }, 50);`;
    const { code, err } = energyCommand(["run", "--interval", "0.2", "--json", json, "--", process.execPath, "-e", play, join(zone, "energy_uj")], { env: { POWERCAP_ROOT: join(zone, "..") } });
    const { components, counters } = recordOf(json);
    expect([code, components.find(({ name }) => name === "cpu")]).toMatchObject([0, { meter: "rapl", energy: { method: "COUNTER", boundary: "COMPONENT" } }]);
    expect(components.find(({ name }) => name === "cpu")!.attribution!.machineJoules).toBeCloseTo(100, 6);
    expect(counters[0]).toMatchObject({ start: 7_000_000, end: 107_000_000 });
    expect(err).toMatch(/cpu +\S+ m?J +\S+ … \S+ +COUNTER +COMPONENT +rapl, \S+ % of 100 J by CPU time/);
  });

  test("nothing is left beside the files", () => {
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

describe("measuring never fails the command", () => {
  test("where nothing can be read, the command runs and ends as it does, and the reason is told", () => {
    const json = fresh("json");
    const { code, out, err } = energyCommand(["run", "--json", json, "--", "sh", "-c", "echo out; exit 7"], { env: { PROC_ROOT: join(folder, "no-proc"), CGROUP_ROOT: join(folder, "no-cgroup"), POWERCAP_ROOT: join(folder, "no-powercap") } });
    expect([code, out, existsSync(json)]).toEqual([7, "out\n", false]);
    expect(err).toMatch(/Nothing is measured: Nothing counts the CPU seconds of .* The command is not affected\.\n.*nothing was written to --json/);
  });

  test("where the folder of a file is gone afterwards, it is told, and the exit code is the command's", () => {
    const gone = mkdtempSync(join(tmpdir(), "joulemark-gone-"));
    const { code, err } = energyCommand(["run", "-q", "--json", join(gone, "a.json"), "--", "sh", "-c", `rm -r ${gone}; exit 6`]);
    expect([code, err]).toEqual([6, expect.stringContaining("--json was not written")]);
  });

  test("a standard error that nobody reads any more does not change the exit code", () => {
    const { status } = spawnSync("sh", ["-c", `exec 2>&1; { "${process.execPath}" "${bin}" run -- sh -c 'exit 9'; echo $? >${join(folder, "code")}; } | true`], { env: { ...process.env, NODE_OPTIONS: "" } });
    expect([status, readFileSync(join(folder, "code"), "utf8")]).toEqual([0, "9\n"]);
  });
});
