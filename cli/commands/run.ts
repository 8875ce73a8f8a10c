// headrace run DIR --import DATASET=FILE…: the whole way on the local AWS, from Terraform to a report.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { CONTRACT_FILE, deployedContract, readContract } from "../contract.ts";
import { parseImports } from "../imports/parse.ts";
import { draw, type Report, summarize } from "../imports/report.ts";
import { STATE_OPTION, startLocal, stateFolder } from "../local-aws.ts";
import { buildModules, buildModulesFor } from "../module-set.ts";
import { secondsSince } from "../output/format.ts";
import { INVOCATION } from "../output/invocation.ts";
import { makeOutput } from "../output/output.ts";
import { deploy } from "../pipeline/deploy.ts";
import { importFiles } from "../pipeline/import.ts";
import { mainTf } from "../scaffold/root.ts";
import { provideRoot } from "../terraform/configuration.ts";
import { findTerraform } from "../terraform/find.ts";

const SIGNATURE = {
  command: "run",
  summary:
    "Applies DIR's Terraform root to the local AWS, imports files through it and reports what became of them.",
  positionals: ["DIR"],
  options: {
    import: {
      type: "string",
      multiple: true,
      required: true,
      value: "DATASET=FILE",
      description: "a file and the dataset it belongs to; may be given many times",
    },
    ...STATE_OPTION,
    stop: {
      type: "boolean",
      description: "stop the local AWS at the end; else it goes on, for `headrace query`",
    },
  },
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const start = performance.now();
  const { values, positionals } = parse(SIGNATURE, argv);
  const dir = folder(positionals[0]);
  // Mistakes are told before minutes of Terraform, where there is a contract to tell them by.
  const written = existsSync(join(dir, CONTRACT_FILE)) ? readContract(dir) : undefined;
  if (written) parseImports(values.import, Object.keys(written.datasets));
  findTerraform();
  const output = makeOutput(values.json);
  const minimal =
    written !== undefined && provideRoot(dir, stateFolder(values.state), () => mainTf(dir, written.name));
  if (minimal) {
    output.say(`${positionals[0]} has no Terraform of its own: a minimal root is applied.`);
    await buildModules(output, { signal });
  } else await buildModulesFor(dir, output, signal);
  const local = await startLocal(output, { state: values.state });
  const deployed = await deploy(dir, local, output, signal);
  const contract = await deployedContract(deployed.aws, deployed.pipeline.contractUri);
  const imports = parseImports(values.import, Object.keys(contract.datasets));
  const outcomes = await importFiles(deployed, contract, imports);
  const report: Report = summarize(outcomes, secondsSince(start));
  if (values.stop) {
    const { down } = await import("../../local/index.ts");
    await down({ state: stateFolder(values.state) });
  }
  await output.answer(report);
  output.say(draw(report, outcomes));
  if (!values.stop)
    output.say(
      `Ask it: ${INVOCATION} query ${positionals[0]} "SELECT …"   Stop it: ${INVOCATION} local down`,
    );
  return report.rejected.length > 0 ? 1 : 0;
}
