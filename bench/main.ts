// npm run bench -- [--mb 400] [--runs 1]: what the product's hot paths cost, on this machine.
import { parseArgs } from "node:util";
import { benchImport } from "./import.ts";
import { benchWarehouse } from "./warehouse.ts";

const { values } = parseArgs({
  options: { mb: { type: "string", default: "400" }, runs: { type: "string", default: "1" } },
});
const megabytes = Number(values.mb);
const runs = Number(values.runs);
if (!(megabytes > 0) || !Number.isInteger(runs) || runs < 1) {
  console.error("Usage: npm run bench -- [--mb MEGABYTES] [--runs TIMES]");
  process.exit(2);
}
await benchImport({ megabytes, runs });
await benchWarehouse();
