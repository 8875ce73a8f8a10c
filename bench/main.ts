// npm run bench -- [--json] [--python PYTHON] [--mb 400] [--runs 1] [--files 200] [--rows 1000000] [--records 50000] [--requests 400] [--only import|compute|tokens|deliveries|records|warehouse|query|queryable|starts|plan|api|command] [--no-local]: what the product's hot paths cost, on this machine.
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

const { values } = parseArgs({
  options: {
    mb: { type: "string", default: "400" },
    runs: { type: "string", default: "1" },
    files: { type: "string", default: "200" },
    rows: { type: "string", default: "1000000" },
    records: { type: "string", default: "50000" },
    requests: { type: "string", default: "400" },
    only: { type: "string" },
    python: { type: "string" },
    json: { type: "boolean", default: false },
    "no-local": { type: "boolean", default: false },
  },
});
const [megabytes, runs, files, rows, records, requests] = [
  values.mb,
  values.runs,
  values.files,
  values.rows,
  values.records,
  values.requests,
].map(Number) as [number, number, number, number, number, number];
const BENCHES: Record<string, () => Promise<void>> = {
  import: () => benchImport({ megabytes, runs, python: values.python }),
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
  queryable: () => benchQueryable({ singles: Math.max(1, Math.round(files / 10)), many: files }),
};
const whole = [runs, files, rows, records, requests].every((value) => Number.isInteger(value) && value >= 1);
if (!(megabytes > 0) || !whole || (values.only && !Object.hasOwn(BENCHES, values.only))) {
  console.error(
    `Usage: npm run bench -- [--json] [--python PYTHON] [--mb MEGABYTES] [--runs TIMES] [--files COUNT] [--rows COUNT] [--records COUNT] [--requests COUNT] [--only ${Object.keys(BENCHES).join("|")}]`,
  );
  process.exit(2);
}
if (values.json) reportJson();
for (const [name, bench] of Object.entries(BENCHES)) if (!values.only || values.only === name) await bench();
endReport();
