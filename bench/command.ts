// What the command costs as users have it: the packed package installed into an empty folder. Its size; and beyond a Node that does
// nothing, the start of --help, a check of two rows, and a query against a local AWS that runs. Of the processor: the time that
// passes depends on what else the machine does.
import { execFile } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildModules } from "../cli/module-set.ts";
import { makeOutput } from "../cli/output/output.ts";
import { nodeBinary } from "../local/process/node.ts";
import { writePackage } from "../release/pack.ts";
import { quantile } from "./quantile.ts";
import { report } from "./report.ts";

const run = promisify(execFile);
const TIMES = 7;
const MIB = 1024 ** 2;

const CONTRACT = `version: 1
name: bench
datasets:
  orders:
    columns: [{ name: order_id, type: bigint, required: true }, { name: amount, type: "decimal(12,2)" }]
`;

/** Seconds that passed, and that the processor worked for it and its children. */
interface Cost {
  wall: number;
  processor: number;
}

/** @param local whether to apply a pipeline to a local AWS and to query it, which takes Terraform and some minutes */
export async function benchCommand({ local }: { local: boolean }): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "headrace-bench-command-"));
  const env = { ...process.env, HEADRACE_STATE: join(home, "state") };
  try {
    await install(home);
    const headrace = [nodeBinary(), join(home, "node_modules", "headrace", "bin", "headrace.mjs")];
    const command = (...args: string[]) => [...headrace, ...args];
    const sizes: Record<string, object> = {
      all: { MB: Math.round(sizeOf(join(home, "node_modules")) / MIB) },
    };
    for (const folder of ["@duckdb", "headrace", "@esbuild", "kysely"])
      sizes[folder] = { MB: Math.round(sizeOf(join(home, "node_modules", folder)) / MIB) };
    report("the package as npm installs it", sizes);

    const measured: Record<string, string[]> = {
      "headrace --help": command("--help"),
      "check of two rows": command("check", home, "--import", `orders=${join(home, "orders.csv")}`),
    };
    if (local) {
      await run(
        headrace[0] as string,
        command("run", home, "--import", `orders=${join(home, "orders.csv")}`).slice(1),
        {
          env,
          maxBuffer: 64 * MIB,
        },
      );
      measured.query = command("query", home, "SELECT 1 AS one");
    }
    const bare = await median([nodeBinary(), "--eval", "0"], env);
    const rows: Record<string, object> = {};
    for (const [name, words] of Object.entries(measured)) {
      const { wall, processor } = await median(words, env);
      rows[name] = {
        "beyond bare node, s": (wall - bare.wall).toFixed(2),
        "of the processor, s": (processor - bare.processor).toFixed(2),
      };
    }
    report("the command, over a node that does nothing (medians)", rows);
  } finally {
    const main = join(home, "node_modules", "headrace", "bin", "headrace.mjs");
    if (local) await run(nodeBinary(), [main, "local", "down"], { env }).catch(() => undefined);
    rmSync(home, { recursive: true, force: true });
  }
}

/** Builds the module set where it is not up to date, packs the package and installs it into `home`, as npm does for users. */
async function install(home: string): Promise<void> {
  await buildModules(makeOutput(false));
  const folder = join(home, "package");
  await writePackage(folder);
  await run("npm", ["pack", folder, "--pack-destination", home, "--ignore-scripts"], {
    cwd: home,
    maxBuffer: 64 * MIB,
  });
  rmSync(folder, { recursive: true });
  const tarball = readdirSync(home).find((name) => name.endsWith(".tgz")) ?? "";
  writeFileSync(join(home, "package.json"), '{ "private": true }\n');
  await run("npm", ["install", "--no-audit", "--no-fund", `./${tarball}`], { cwd: home });
  writeFileSync(join(home, "headrace.yaml"), CONTRACT);
  writeFileSync(join(home, "orders.csv"), "order_id,amount\n1,1.50\n2,2.50\n");
  writeFileSync(join(home, "main.tf"), mainTf());
}

const mainTf = (): string => `locals {
  contract = yamldecode(file("\${path.module}/headrace.yaml"))
}

module "pipeline" {
  source   = "./node_modules/headrace/dist/terraform-aws-headrace"
  name     = "bench"
  datasets = local.contract.datasets
}
`;

/** Bytes that the folder's files take on the disk, as `du` counts them: one that has two names once. */
function sizeOf(path: string, seen = new Set<number>()): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || seen.has(stat.ino)) return 0;
  seen.add(stat.ino);
  if (!stat.isDirectory()) return stat.blocks * 512;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name), seen), stat.blocks * 512);
}

async function median(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const costs: Cost[] = [];
  for (let n = 0; n < TIMES; n++) costs.push(await costOf(words, env));
  const of = (key: keyof Cost): number =>
    quantile(
      costs.map((cost) => cost[key]),
      0.5,
    );
  return { wall: of("wall"), processor: of("processor") };
}

/** The shell's own `time` counts what a process's children took too. */
async function costOf(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1';
  const { stderr } = await run("bash", ["-c", script, "bash", ...words], { env });
  const [wall = 0, user = 0, system = 0] = stderr.trim().split(" ").map(Number);
  return { wall, processor: user + system };
}
