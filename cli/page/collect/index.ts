// All that the page shows of one pipeline, collected from where it is kept.
import { type Page, pageSchema } from "../../../page/model/page.ts";
import { accessOf } from "./access.ts";
import { datasetsOf } from "./datasets.ts";
import { LiveReader } from "./live.ts";
import { modelsOf } from "./models.ts";
import { openingsOf } from "./openings.ts";
import { placeOf } from "./place.ts";
import type { Seen } from "./seen.ts";
import { topicsOf } from "./topics.ts";

export { LiveReader } from "./live.ts";
export { type Seen, seenIn } from "./seen.ts";

export async function collect(seen: Seen, reader: LiveReader = new LiveReader(seen)): Promise<Page> {
  const { contract } = seen;
  const live = await reader.read();
  const filled = new Set(
    live.counts.flatMap(({ dataset, rows_curated }) => (rows_curated > 0 ? [dataset] : [])),
  );
  const [place, datasets, { models, trouble }, openings, topics, access] = await Promise.all([
    placeOf(seen),
    datasetsOf(seen, filled),
    modelsOf(seen),
    openingsOf(seen),
    topicsOf(seen),
    accessOf(seen),
  ]);
  const groups = Object.keys(contract.api.groups);
  return pageSchema.parse({
    version: 1,
    name: contract.name,
    place,
    live,
    datasets,
    models,
    ...(trouble && { models_trouble: trouble }),
    openings,
    topics,
    exports: Object.keys(contract.exports),
    ...(groups.length > 0 && { api: { groups } }),
    ...(access && { access }),
    engines: enginesOf(seen),
  } satisfies Page);
}

const enginesOf = ({ resources }: Seen): Page["engines"] =>
  resources.some(({ type }) => type === "aws_redshift_cluster" || type === "aws_redshiftserverless_workgroup")
    ? ["athena", "redshift"]
    : ["athena"];
