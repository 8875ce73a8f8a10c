// What `terraform plan` of a pipeline costs as its contract grows: processor time of Terraform and its provider, and whether there is
// one table for each dataset and nothing else that grows. A plan of 1,000 datasets that costs more than half as much again as its share
// of 300 fails: something grows faster than the contract then.
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { terraformHere, workbench } from "../tests/modules/terraform.ts";

const SIZES = [100, 300, 1000];
const COLUMNS = 40;

export async function benchPlan(): Promise<void> {
  const terraform = terraformHere();
  if (!terraform) return console.log("plan: there is neither Terraform nor its provider on this machine");
  const folder = await mkdtemp(join(tmpdir(), "headrace-bench-plan-"));
  const [timed, times] = [join(folder, "timed"), join(folder, "times")];
  await writeFile(
    timed,
    `#!/bin/bash\nTIMEFORMAT='%U %S'\n{ time "${terraform}" "$@" 2>&3; } 3>&2 2>"${times}"\n`,
  );
  await chmod(timed, 0o755);
  const bench = await workbench(timed);
  const seconds = new Map<number, number>();
  try {
    for (const size of SIZES) {
      const dir = await bench.root(`plan-${size}`, {
        "main.tf": `module "pipeline" {\n  source   = "../set"\n  name     = "acme"\n  datasets = jsondecode(file("\${path.module}/datasets.json"))\n}\n`,
        "datasets.json": JSON.stringify(datasets(size)),
      });
      const { code, output } = await bench.run(dir, "plan", "-no-color");
      const added = Number(/Plan: (\d+) to add/.exec(output)?.[1]);
      if (code !== 0 || !(added > size)) throw new Error(output.slice(-2000));
      const [user = 0, system = 0] = (await readFile(times, "utf8")).trim().split(" ").map(Number);
      seconds.set(size, user + system);
      console.log(
        `plan of ${size} datasets of ${COLUMNS} columns: ${(user + system).toFixed(1)} s of processor time, ${added} resources`,
      );
    }
  } finally {
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  }
  const [middle = 0, largest = 0] = [seconds.get(300), seconds.get(1000)];
  if (largest > (middle * 1000 * 1.5) / 300) throw new Error("a plan grows faster than its contract");
}

const datasets = (size: number) =>
  Object.fromEntries(
    Array.from({ length: size }, (_, at) => [
      `dataset_${at}`,
      {
        columns: Array.from({ length: COLUMNS }, (_, column) => ({
          name: `column_${column}`,
          type: "string",
        })),
      },
    ]),
  );
