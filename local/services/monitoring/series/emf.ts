// Embedded metric format: a line of a log that is a JSON object with `_aws.CloudWatchMetrics` becomes metrics.
// Source: CloudWatch User Guide, "Specification: Embedded metric format". A line that breaks the specification makes no
// metric, as on AWS.
import * as z from "zod";
import type { Datum } from "../../../gateway/metrics.ts";

const directive = z.object({
  Namespace: z.string().min(1).max(1024),
  /** Each set is a metric of its own. */
  Dimensions: z.array(z.array(z.string()).max(30)).min(1),
  Metrics: z.array(z.object({ Name: z.string().min(1), Unit: z.string().optional() })).max(100),
});
const metadata = z.object({ Timestamp: z.number(), CloudWatchMetrics: z.array(directive).min(1) });
const value = z.union([z.number(), z.array(z.number()).max(100)]);

/** @returns what the line says; nothing where it is no EMF */
export function emfOf(line: string): Datum[] {
  if (!line.includes('"_aws"')) return [];
  const found = parsed(line);
  const about = metadata.safeParse(found?._aws);
  if (!found || !about.success) return [];
  const data: Datum[] = [];
  for (const { Namespace, Dimensions, Metrics } of about.data.CloudWatchMetrics) {
    for (const names of Dimensions) {
      const pairs = names.map((name) => [name, found[name]] as const);
      // A dimension's value is a text, and there.
      if (pairs.some(([, text]) => typeof text !== "string" || text === "")) continue;
      for (const { Name, Unit } of Metrics) {
        const read = value.safeParse(found[Name]);
        if (!read.success) continue;
        data.push({
          namespace: Namespace,
          name: Name,
          dimensions: Object.fromEntries(pairs) as Record<string, string>,
          values: [read.data].flat(),
          unit: Unit,
          at: about.data.Timestamp,
        });
      }
    }
  }
  return data;
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
