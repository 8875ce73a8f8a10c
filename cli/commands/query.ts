// headrace query DIR "SQL": SQL against what the last run left, in Athena or in the warehouse.
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { awsConfig } from "../aws.ts";
import { type Local, runningLocal, STATE_OPTION } from "../local-aws.ts";
import { count, secondsSince, seconds as tell } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";
import { type QueryResult, shown } from "../query/result.ts";

const SIGNATURE = {
  command: "query",
  summary: "Runs one SQL statement against what the last `headrace run DIR` or `headrace apply DIR` left.",
  positionals: ["DIR", "SQL"],
  options: {
    ...STATE_OPTION,
    engine: { type: "string", value: "athena|redshift", description: "where to run it; athena where absent" },
  },
} as const;

const SHOWN_ROWS = 100;

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const [path, sql = ""] = positionals;
  const dir = folder(path);
  const engine = values.engine ?? "athena";
  if (engine !== "athena" && engine !== "redshift")
    throw usageError(`--engine ${JSON.stringify(engine)} is none of athena, redshift`, SIGNATURE);
  if (sql.trim() === "") throw usageError("SQL is empty", SIGNATURE);
  const output = makeOutput(values.json);
  const local = await runningLocal(values.state);
  const start = performance.now();
  const ask = engine === "athena" ? athena : redshift;
  const { columns, rows } = await ask(dir, local, sql, signal);
  const seconds = secondsSince(start);
  await output.answer({ columns, rows, seconds });
  if (columns.length > 0) output.say(draw({ columns, rows }));
  output.say(`${count(rows.length)} ${rows.length === 1 ? "row" : "rows"} in ${tell(seconds)}`);
  return 0;
}

async function athena(dir: string, local: Local, sql: string, signal: AbortSignal): Promise<QueryResult> {
  const { pipelineOf } = await import("../pipeline/find.ts");
  const { queryAthena } = await import("../query/athena.ts");
  const { database, workgroup, region } = pipelineOf(dir, local);
  return queryAthena(
    { aws: awsConfig(local.env, region), database: database ?? "default", workgroup },
    sql,
    signal,
  );
}

async function redshift(dir: string, local: Local, sql: string, signal: AbortSignal): Promise<QueryResult> {
  const { warehouseOf } = await import("../pipeline/find.ts");
  const { queryRedshift } = await import("../query/redshift.ts");
  const { region, ...address } = warehouseOf(dir, local);
  return queryRedshift({ aws: awsConfig(local.env, region), ...address }, sql, signal);
}

function draw({ columns, rows }: QueryResult): string {
  const drawn = table(
    columns.map(({ name, type }) => ({ title: name, align: NUMERIC.test(type) ? "right" : "left" })),
    rows.slice(0, SHOWN_ROWS).map((row) => row.map(shown)),
  );
  const hidden = rows.length - SHOWN_ROWS;
  return hidden > 0 ? `${drawn}\n… and ${count(hidden)} more; --json prints all` : drawn;
}

const NUMERIC = /^(tinyint|smallint|int|bigint|decimal|numeric|double|float|real)/i;
