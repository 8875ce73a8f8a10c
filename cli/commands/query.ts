// headrace query DIR "SQL": SQL against what the last run left, in Athena or in the warehouse.
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { awsConfig } from "../aws.ts";
import { type Local, runningLocal, STATE_OPTION } from "../local-aws.ts";
import { count, secondsSince, seconds as tell } from "../output/format.ts";
import { makeOutput, write } from "../output/output.ts";
import { widthOf } from "../output/width.ts";
import { FORMATS, fitsTable, formatted } from "../query/formats.ts";
import type { QueryResult } from "../query/result.ts";
import { sqlOf } from "../query/sql.ts";

const ENGINES = ["athena", "redshift"] as const;

const SIGNATURE = {
  command: "query",
  summary: "Runs one SQL statement against what the last `headrace run DIR` or `headrace apply DIR` left.",
  positionals: ["DIR", "[SQL]"],
  options: {
    ...STATE_OPTION,
    engine: {
      type: "string",
      value: ENGINES.join("|"),
      description: "where to run it; athena where absent",
    },
    file: { type: "string", value: "FILE", description: "reads the SQL from a file; - is stdin" },
    format: {
      type: "string",
      value: FORMATS.join("|"),
      description:
        "prints all rows on stdout so: vertical is a line for each column, json an array of objects",
    },
  },
  details:
    "Without SQL and --file, the SQL is read from stdin. Without --format people see the first 100 rows on stderr, side by side where they fit, and " +
    "--json prints {columns, rows, seconds}. In csv a null is nothing and an empty text is in quotes; in json and ndjson numbers keep all their digits.",
} as const;

export const SIGNATURES = [SIGNATURE];

const SHOWN_ROWS = 100;

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const dir = folder(positionals[0]);
  const engine = choice("engine", values.engine, ENGINES) ?? "athena";
  const format = choice("format", values.format, FORMATS);
  if (format && values.json)
    throw usageError(
      "--json and --format exclude one another; --format json prints the rows alone",
      SIGNATURE,
    );
  const sql = await sqlOf({ sql: positionals[1], file: values.file }, SIGNATURE);
  const output = makeOutput(values.json);
  const local = await runningLocal(values.state);
  const start = performance.now();
  const ask = engine === "athena" ? athena : redshift;
  const result = await ask(dir, local, sql, signal);
  const { columns, rows } = result;
  const seconds = secondsSince(start);
  await output.answer({ columns, rows, seconds });
  const told = `${count(rows.length)} ${rows.length === 1 ? "row" : "rows"} in ${tell(seconds)}`;
  if (format) {
    if (columns.length > 0) await write(formatted(format, result, widthOf(process.stdout)));
    if (process.stdout.isTTY) output.say(told);
    return 0;
  }
  if (columns.length > 0) output.say(draw(result));
  output.say(told);
  return 0;
}

function choice<T extends string>(
  name: string,
  given: string | undefined,
  choices: readonly T[],
): T | undefined {
  const found = choices.find((one) => one === given);
  if (given !== undefined && found === undefined)
    throw usageError(`--${name} ${JSON.stringify(given)} is none of ${choices.join(", ")}`, SIGNATURE);
  return found;
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

/** The first rows, for people: each by itself where they do not fit side by side. */
function draw({ columns, rows }: QueryResult): string {
  const room = widthOf(process.stderr);
  const first = { columns, rows: rows.slice(0, SHOWN_ROWS) };
  const drawn = formatted(fitsTable(first, room) ? "table" : "vertical", first, room).trimEnd();
  const hidden = rows.length - SHOWN_ROWS;
  return hidden > 0 ? `${drawn}\n… and ${count(hidden)} more; --format and --json print all` : drawn;
}
