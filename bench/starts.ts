// How long each function takes to start, over a Node that does nothing, and how large its bundle is.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleHandler } from "../handlers/build/bundle.ts";
import { HANDLERS } from "../handlers/build/index.ts";
import { ROOT } from "../handlers/build/packages.ts";
import { bundleTo } from "../handlers/testing/invoke.ts";
import { nodeBinary } from "../local/process/node.ts";
import { quantile } from "./quantile.ts";
import { report } from "./report.ts";

const TIMES = 11;

/** Of each function: kilobytes of all files of its bundle and of the first; milliseconds of a process and of its processor. */
export async function benchStarts(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "headrace-bench-"));
  try {
    const rows: Record<string, object> = {};
    for (const name of HANDLERS) {
      const { files } = await bundleHandler(name);
      const kilobytes = files.reduce((sum, { content }) => sum + content.length, 0) / 1024;
      const { wall, processor } = startOf(await bundleTo(scratch, name));
      rows[name] = {
        "kB, all": Math.round(kilobytes),
        files: files.length,
        "start over bare node, ms": Math.round(wall),
        "of the processor, ms": Math.round(processor),
      };
    }
    report("functions: size, and start over a node that does nothing (medians)", rows);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** As Lambda's runtime loads it: an ES module by import, a CommonJS one by require. */
function startOf(bundle: string): { wall: number; processor: number } {
  const load = bundle.endsWith(".mjs")
    ? `await import(${JSON.stringify(bundle)})`
    : `(await import("node:module")).createRequire(${JSON.stringify(bundle)})(${JSON.stringify(bundle)})`;
  const own: Sample[] = [];
  const bare: Sample[] = [];
  // By turns, so that a busy moment falls on both.
  for (let n = 0; n < TIMES; n++) {
    bare.push(sample(""));
    own.push(sample(load));
  }
  const median = (samples: Sample[], of: keyof Sample) =>
    quantile(
      samples.map((one) => one[of]),
      0.5,
    );
  return {
    wall: median(own, "wall") - median(bare, "wall"),
    processor: median(own, "processor") - median(bare, "processor"),
  };
}

interface Sample {
  wall: number;
  processor: number;
}

function sample(load: string): Sample {
  const program = `${load};const { user, system } = process.cpuUsage();process.stdout.write(String((user + system) / 1000), () => process.exit());`;
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(nodeBinary(), ["--input-type=module", "--eval", program], {
    env: {
      PATH: process.env.PATH,
      NODE_PATH: join(ROOT, "node_modules"),
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
    },
  });
  if (status !== 0) throw new Error(String(stderr));
  return { wall: performance.now() - began, processor: Number(String(stdout).split("\n").at(-1)) };
}
