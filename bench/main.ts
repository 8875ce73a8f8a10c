// npm run bench -- [--json] [--python PYTHON] [--mb 400] [--runs 1] [--files 200] [--rows 1000000] [--records 50000] [--requests 400] [--only import|compute|tokens|deliveries|records|warehouse|query|queryable|starts|plan|api|command] [--row PATTERN] [--no-local]: what the product's hot paths cost, on this machine.
import { parseArgs } from "node:util";
import { benchApi } from "./api.ts";
import { benchCommand } from "./command.ts";
import { benchCompute } from "./compute/index.ts";
import { benchDeliveries } from "./deliveries.ts";
import { benchImport } from "./imports/index.ts";
import { benchPlan } from "./plan.ts";
import { benchQueries } from "./queries.ts";
import { benchQueryable } from "./queryable.ts";
import { benchRecords } from "./records.ts";
import { endReport, reportJson } from "./report.ts";
import { benchStarts } from "./starts.ts";
import { benchTokens } from "./tokens.ts";
import { benchWarehouse } from "./warehouse.ts";

const OPTIONS = {
  mb: { type: "string", default: "400" },
  runs: { type: "string", default: "1" },
  files: { type: "string", default: "200" },
  rows: { type: "string", default: "1000000" },
  records: { type: "string", default: "50000" },
  requests: { type: "string", default: "400" },
  only: { type: "string" },
  row: { type: "string" },
  python: { type: "string" },
  json: { type: "boolean", default: false },
  "no-local": { type: "boolean", default: false },
} as const;

function options() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    return misused((error as Error).message);
  }
}

function misused(why: string): never {
  console.error(
    `${why}\nUsage: npm run bench -- [--json] [--python PYTHON] [--mb MEGABYTES] [--runs TIMES] [--files COUNT] [--rows COUNT] [--records COUNT] [--requests COUNT] [--only ${Object.keys(BENCHES).join("|")}] [--row PATTERN] [--no-local]`,
  );
  process.exit(2);
}

const BENCHES: Record<string, () => Promise<void>> = {
  import: () => benchImport({ megabytes, runs, python: values.python, row: rowOf(values.row) }),
  compute: () => benchCompute({ megabytes, runs }),
  tokens: () => benchTokens({ rows }),
  deliveries: () => benchDeliveries({ rows }),
  records: () => benchRecords({ records }),
  warehouse: benchWarehouse,
  starts: benchStarts,
  plan: benchPlan,
  command: () => benchCommand({ local: !values["no-local"] }),
  api: () => benchApi({ requests }),
  query: benchQueries,
  queryable: () =>
    benchQueryable({ singles: Math.min(50, Math.max(1, Math.round(files / 10))), many: files }),
};
/** Which rows of the table of imports are wanted. */
function rowOf(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined) return undefined;
  try {
    return new RegExp(pattern);
  } catch {
    return misused(`--row must be a regular expression, not "${pattern}".`);
  }
}

const values = options();
const [megabytes, runs, files, rows, records, requests] = [
  values.mb,
  values.runs,
  values.files,
  values.rows,
  values.records,
  values.requests,
].map(Number) as [number, number, number, number, number, number];
if (!(megabytes > 0)) misused(`--mb must be a number above 0, not "${values.mb}".`);
for (const name of ["runs", "files", "rows", "records", "requests"] as const)
  if (!/^[1-9]\d*$/.test(values[name]))
    misused(`--${name} must be a whole number of 1 or more, not "${values[name]}".`);
if (values.only && !Object.hasOwn(BENCHES, values.only)) misused(`There is no bench "${values.only}".`);
if (values.json) reportJson();
for (const [name, bench] of Object.entries(BENCHES)) if (!values.only || values.only === name) await bench();
endReport();
