// headrace crawl DIR PREFIX: runs the crawler that looks at a prefix, and tells the tables that it has found.
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { runningLocal, STATE_OPTION } from "../local-aws.ts";
import { count, secondsSince, seconds as tell } from "../output/format.ts";
import { INVOCATION } from "../output/invocation.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";

const SIGNATURE = {
  command: "crawl",
  summary:
    "Runs the crawler that looks at a prefix, waits for its end, and lists the tables that it has found there.",
  positionals: ["DIR", "PREFIX"],
  options: STATE_OPTION,
  details:
    "PREFIX is s3://BUCKET/PREFIX, or what lies below the pipeline's landing bucket. Its crawler is one of the module glue that is applied from DIR.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const [path, prefix = ""] = positionals;
  const dir = folder(path);
  if (prefix === "") throw usageError("PREFIX is empty", SIGNATURE);
  const output = makeOutput(values.json);
  const local = await runningLocal(values.state);
  const start = performance.now();
  const { crawl, crawlerFor } = await import("../pipeline/crawl.ts");
  const found = crawlerFor(dir, local, prefix);
  output.progress.update(`crawling ${found.crawler.paths.join(", ")}`);
  const tables = await crawl(found, local, signal).finally(() => output.progress.clear());
  const seconds = secondsSince(start);
  await output.answer({ crawler: found.crawler.name, database: found.crawler.database, tables, seconds });
  if (tables.length > 0)
    output.say(
      table(
        [
          { title: "table" },
          { title: "format" },
          { title: "columns", align: "right" },
          { title: "partitions", align: "right" },
          { title: "files", align: "right" },
        ],
        tables.map((one) => [
          one.table,
          one.format,
          count(one.columns),
          one.partitions === 0 ? "" : count(one.partitions),
          count(one.files),
        ]),
      ),
    );
  output.say(
    `${found.crawler.name} found ${count(tables.length)} ${tables.length === 1 ? "table" : "tables"} in ${found.crawler.database} (${tell(seconds)}).`,
  );
  const known = tables.find(({ format }) => format !== "UNKNOWN");
  if (known) output.say(`Next: ${INVOCATION} init NEWDIR --from-glue ${known.database}.${known.table}`);
  return 0;
}
