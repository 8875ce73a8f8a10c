// docs/guide/cost.md: `npm run docs:cost` writes it, from the prices, from what the modules make, and from what their use takes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MODULES } from "../index.ts";
import type { ModuleDefinition } from "../kit/index.ts";
import { PRICES, PRICES_OF, type PriceName } from "./prices.ts";
import { USES, type Use } from "./usage.ts";

export const COST_PAGE = join(import.meta.dirname, "..", "..", "docs", "guide", "cost.md");

/** Resource types that cost by the month whether they are used or not. */
const STANDING: Readonly<Record<string, { price: PriceName; name: string }>> = {
  aws_kms_key: { price: "key", name: "key" },
  aws_cloudwatch_metric_alarm: { price: "alarm", name: "alarm" },
  aws_cloudwatch_composite_alarm: { price: "composite", name: "composite alarm" },
  aws_cloudwatch_dashboard: { price: "dashboard", name: "dashboard" },
  aws_secretsmanager_secret: { price: "secret", name: "secret" },
};

/** To three digits that say something. */
const dollars = (usd: number): string =>
  usd === 0 ? "0" : usd >= 1 ? usd.toFixed(2) : String(Number(usd.toPrecision(3)));
const many = (count: number, name: string): string => `${count} ${name}${count === 1 ? "" : "s"}`;

/** What stands still in a module that is used alone, with its defaults. */
function standing({ synthesize }: ModuleDefinition): { text: string; usd: number } {
  const resources =
    (synthesize().body as { resource?: Record<string, Record<string, { for_each?: unknown }>> }).resource ??
    {};
  const parts: string[] = [];
  let usd = 0;
  for (const [type, { price, name }] of Object.entries(STANDING)) {
    const made = Object.values(resources[type] ?? {});
    const single = made.filter((resource) => resource.for_each === undefined).length;
    if (single > 0) {
      usd += single * PRICES[price].usd;
      parts.push(`${many(single, name)} × ${PRICES[price].usd}`);
    }
    if (made.length > single) parts.push(`${PRICES[price].usd} for each further ${name}`);
  }
  return { text: parts.join(" + ") || "nothing", usd };
}

const used = ({ parts }: Use): number =>
  parts.reduce((sum, [amount, price]) => sum + amount * PRICES[price].usd, 0);

const arithmetic = ({ parts }: Use): string =>
  parts
    .map(
      ([amount, price, why]) =>
        `${Number(amount.toFixed(4)).toLocaleString("en-US")} × ${PRICES[price].what} (${why})`,
    )
    .join("; ");

/** Of one example, to show how the tables add up. */
function month(): { lines: string[]; total: number } {
  const FILES = 20 * 30;
  const [file] = USES.stage ?? [];
  const parts: [string, number][] = [
    ["600 files of 100 MB staged", FILES * used(file as Use)],
    ["cataloged", FILES * used(USES.catalog?.[0] as Use)],
    ["their audit", FILES * used(USES.audit?.[0] as Use)],
    ["60 GB of files and 20 GB of Parquet kept for the month", 80 * PRICES.storage.usd],
    ["one key", PRICES.key.usd],
    ["30 alarms, one composite", 30 * PRICES.alarm.usd + PRICES.composite.usd],
    ["60 metrics, one dashboard", 60 * PRICES.metric.usd + PRICES.dashboard.usd],
    ["1 GB of logs", PRICES.logs.usd],
    ["100 queries of 10 GB", 100 * used(USES.athena?.[0] as Use)],
  ];
  return {
    lines: parts.map(([what, usd]) => `| ${what} | ${usd.toFixed(2)} |`),
    total: parts.reduce((sum, [, usd]) => sum + usd, 0),
  };
}

export function costPage(): string {
  const modules = MODULES.filter(({ name }) => name in USES);
  const { lines, total } = month();
  return `# What it costs

Written by \`npm run docs:cost\` from one list of prices (\`modules/costs/prices.ts\`), from what each module makes, and from what its use takes
(\`modules/costs/usage.ts\`). Prices are those of us-east-1 in US dollars, of ${PRICES_OF}, without free tiers, discounts, taxes and transfer out of AWS. No bill of a real
account was seen: take it as the arithmetic, and put your own numbers in.

## An example

Twenty files of 100 MB a day in one region, five datasets, and a hundred queries a month:

| what | US dollars a month |
| --- | ---: |
${lines.join("\n")}
| **together** | **${total.toFixed(2)}** |

## What stands still

Of a module that is used alone with its defaults. Within a pipeline its parts share one key. What is made once for each dataset, queue or subscription is told as such.

| module | each month | US dollars |
| --- | --- | ---: |
${modules
  .map((module) => {
    const { text, usd } = standing(module);
    return `| \`${module.name}\` | ${text} | ${usd.toFixed(2)} |`;
  })
  .join("\n")}

## What use costs

| module | for | US dollars | made of |
| --- | --- | ---: | --- |
${modules
  .flatMap(({ name }) =>
    (USES[name] ?? []).map(
      (use) => `| \`${name}\` | ${use.of} | ${dollars(used(use))} | ${arithmetic(use)} |`,
    ),
  )
  .join("\n")}

A stage reads 29 MB a second on one thread, tokens of two columns included, which was measured on a machine of our own ([engines](compute.md)); a function of 2 GB has a little more than one processor.

## Prices

| what | US dollars | for | page of aws.amazon.com |
| --- | ---: | --- | --- |
${Object.values(PRICES)
  .map(
    ({ what, usd, unit, page, read }) =>
      `| ${what}${read ? "" : " *"} | ${usd.toLocaleString("en-US", { maximumFractionDigits: 12 })} | ${unit} | [${page}](https://aws.amazon.com/${page}/) |`,
  )
  .join("\n")}

\\* Of AWS's public price list, and not read again while this page was written: look there first.

What costs most where nobody looks: data events of busy buckets ([the trail](trail.md)), metrics told apart by many datasets ([monitoring](monitoring.md)), a warehouse that is kept awake by
small loads (a minute is the least that is billed), and objects under 128 KB in Glacier.
`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(COST_PAGE, costPage());
