// headrace report DIR: the page as one HTML file, which needs no network and no server.
import { writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { makeFolder } from "../args/make-folder.ts";
import { parse } from "../args/parse.ts";
import { bytes, counted, secondsSince, seconds as tell } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { ESTATE_OPTIONS } from "../pipeline/estate.ts";

const SIGNATURE = {
  command: "report",
  summary:
    "Writes one HTML file that shows the pipeline as it is now: flow, datasets, models, runs, permissions.",
  positionals: ["DIR"],
  options: {
    ...ESTATE_OPTIONS,
    publish: {
      type: "boolean",
      description:
        "put it to reports/ of the system zone, too, which the pipeline module allows by its variable reports",
    },
    out: {
      type: "string",
      value: "FOLDER",
      description: "where index.html goes; headrace-report here where absent",
    },
  },
  details:
    "The file holds samples of curated and of quarantined rows, these as the files have them, before tokens are made: treat it as you treat the files.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[]): Promise<number> {
  const start = performance.now();
  const { values, positionals } = parse(SIGNATURE, argv);
  const output = makeOutput(values.json);
  const folder = resolve(values.out ?? "headrace-report");
  const { collect, seenIn } = await import("../page/collect/index.ts");
  const seen = await seenIn(positionals[0], values);
  const { published, reportsBucketOf } = await import("../page/publish.ts");
  const bucket = values.publish ? reportsBucketOf(seen) : undefined;
  makeFolder(folder, values.out ? `--out ${values.out}` : folder);
  output.progress.update("reading the pipeline");
  const page = await collect(seen);
  const { bundle } = await import("../../page/build/bundle.ts");
  const { document } = await import("../../page/build/document.ts");
  const file = join(folder, "index.html");
  const text = document(page, await bundle());
  writeFileSync(file, text, { mode: 0o600 });
  const { totalsOf } = await import("../../page/model/totals.ts");
  const { datasets, models, live } = page;
  const size = Buffer.byteLength(text);
  const at = bucket === undefined ? undefined : await published(seen, bucket, text, live.at);
  await output.answer({
    file,
    bytes: size,
    ...(at && { published: at.uri, newest: at.newest }),
    datasets: datasets.length,
    models: models.length,
    ...totalsOf(live),
  });
  output.say(
    `${relative(process.cwd(), file) || file}: ${counted(datasets.length, "dataset")}, ${counted(models.length, "model")}, ` +
      `${bytes(size)} (${tell(secondsSince(start))})`,
  );
  if (at) output.say(`published as ${at.uri}\nand as the newest, ${at.newest}`);
  return 0;
}
