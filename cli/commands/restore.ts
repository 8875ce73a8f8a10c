// headrace restore DIR DATASET: asks for the archived objects of a dataset back, and says when their rows can be read.
import { setTimeout as sleep } from "node:timers/promises";
import { HeadraceError } from "../../core/errors.ts";
import { ARCHIVE_KINDS, ARCHIVE_PREFIX } from "../../core/records/archive/kinds.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { wholeNumber } from "../args/whole-number.ts";
import { bytes, counted } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { ESTATE_OPTIONS, type Estate, estateOf } from "../pipeline/estate.ts";
import type { Found } from "../restore/objects.ts";
import { periodOf } from "../restore/period.ts";
import { inWords, TAKES, TIERS } from "../restore/tiers.ts";

const ZONES = ["curated", "landing", "quarantine", "archive"] as const;
type Zone = (typeof ZONES)[number];
const LOOK_MS = 30_000;

const SIGNATURE = {
  command: "restore",
  summary:
    "Asks for the objects of a dataset that lie in Glacier Flexible Retrieval or Deep Archive back, and says when their rows can be read.",
  positionals: ["DIR", "DATASET"],
  options: {
    ...ESTATE_OPTIONS,
    from: { type: "string", value: "DAY", description: "rows of this day and later, such as 2026-01-31" },
    to: { type: "string", value: "DAY", description: "rows of this day and earlier" },
    zone: { type: "string", value: "ZONE", description: `${ZONES.join(", ")}; curated where absent` },
    tier: {
      type: "string",
      value: "TIER",
      description: `${TIERS.join(", ")}; Standard where absent: it is between the others in hours and in cost`,
    },
    days: { type: "string", value: "N", description: "days that the copies stay; 7 where absent" },
    wait: { type: "boolean", description: "wait until all of them can be read" },
  },
  details: `Days are those of the dataset's partitions, where they are of time, and else the days that objects were written. Nothing is changed of the objects: a copy of each is there for --days, and paid for beside it. The same again asks for nothing twice, and says how far it is.\nOf the archive zone, DATASET is ${Object.keys(ARCHIVE_KINDS).join(" or ")}.`,
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const period = periodOf(values.from, values.to, SIGNATURE);
  const zone = oneOf("zone", ZONES, values.zone ?? "curated");
  const tier = oneOf("tier", TIERS, values.tier ?? "Standard");
  const days = wholeNumber(values.days, { name: "days", otherwise: 7, most: 365, signature: SIGNATURE });
  const output = makeOutput(values.json);
  const estate = await estateOf(positionals[0], values);
  const { bucket, prefix } = await placeOf(estate, zone, String(positionals[1]));
  const [{ s3Client }, { askFor, findObjects }] = await Promise.all([
    import("../objects.ts"),
    import("../restore/objects.ts"),
  ]);
  const s3 = s3Client(estate.aws);
  try {
    let found = await findObjects(s3, bucket, prefix, period);
    const asked = found.archived.filter(({ state }) => state === "archived");
    const deep = asked.find(({ storageClass }) => TAKES[storageClass]?.[tier] === undefined);
    if (deep)
      throw new HeadraceError(
        "tier_unknown",
        `${deep.key} lies in ${deep.storageClass}, which has no ${tier} retrieval.`,
        "Write --tier Standard or --tier Bulk.",
        1,
      );
    await askFor(s3, bucket, asked, { tier, days });
    const takes = Math.max(0, ...asked.map(({ storageClass }) => TAKES[storageClass]?.[tier] ?? 0));
    if (asked.length > 0) found = await findObjects(s3, bucket, prefix, period);
    while (values.wait && stateOf(found).under_way > 0) {
      output.progress.update(`${counted(stateOf(found).under_way, "object")} under way`);
      await sleep(LOOK_MS, undefined, { signal });
      found = await findObjects(s3, bucket, prefix, period);
    }
    const counts = stateOf(found);
    const until = found.archived.flatMap((one) => one.until ?? []).sort()[0];
    await output.answer({
      bucket,
      prefix,
      ...period,
      asked_for: asked.length,
      ...counts,
      not_archived: found.others.objects,
      bytes: found.archived.reduce((sum, one) => sum + one.bytes, 0),
      within_seconds: counts.under_way > 0 ? takes || null : 0,
      readable_until: until ?? null,
    });
    output.say(inSentences(found, asked.length, takes, until));
    return 0;
  } finally {
    s3.destroy();
  }
}

function oneOf<T extends string>(name: string, all: readonly T[], text: string): T {
  const found = all.find((one) => one.toLowerCase() === text.toLowerCase());
  if (!found)
    throw usageError(`--${name} is one of ${all.join(", ")}, and not ${JSON.stringify(text)}`, SIGNATURE);
  return found;
}

/** @throws HeadraceError unknown_dataset, no_archive */
async function placeOf(
  estate: Estate,
  zone: Zone,
  name: string,
): Promise<{ bucket: string; prefix: string }> {
  const { pipeline } = estate;
  if (zone !== "archive") {
    const { checkedDataset } = await import("../watch/runs.ts");
    return { bucket: pipeline[zone], prefix: `${checkedDataset(estate, name)}/` };
  }
  if (!(name in ARCHIVE_KINDS))
    throw usageError(
      `the archive has ${Object.keys(ARCHIVE_KINDS).join(" and ")}, and not ${JSON.stringify(name)}`,
      SIGNATURE,
    );
  const { archiveBucket } = pipeline;
  if (archiveBucket === undefined)
    throw new HeadraceError(
      "no_archive",
      `What is applied from ${estate.dir} has no archive.`,
      "Set archive = { enabled = true } and apply.",
      1,
    );
  return { bucket: archiveBucket, prefix: `${ARCHIVE_PREFIX}${name}/` };
}

function stateOf({ archived }: Found): { archived: number; under_way: number; readable: number } {
  const count = (state: string) => archived.filter((one) => one.state === state).length;
  return { archived: count("archived"), under_way: count("under_way"), readable: count("readable") };
}

function inSentences(found: Found, asked: number, takes: number, until: string | undefined): string {
  const { archived, others } = found;
  const { under_way, readable } = stateOf(found);
  const size = bytes(archived.reduce((sum, one) => sum + one.bytes, 0));
  if (archived.length === 0)
    return others.objects === 0
      ? "There is no object of these days."
      : `All ${counted(others.objects, "object")} of these days can be read: none is archived.`;
  const lines = [
    `${counted(archived.length, "object")} of these days, ${size}, ${archived.length === 1 ? "is" : "are"} archived.`,
  ];
  if (asked > 0)
    lines.push(
      `${counted(asked, "copy").replace(/copys$/, "copies")} asked for: readable within ${inWords(takes)}.`,
    );
  if (under_way > asked)
    lines.push(`${counted(under_way - asked, "object")} asked for before, and under way.`);
  if (readable > 0)
    lines.push(`${counted(readable, "object")} readable${until ? ` until ${until.slice(0, 10)}` : ""}.`);
  return lines.join("\n");
}
