// SEARCH of metric math: `{Namespace,Dimension,…} MetricName="…" dimension="…"` finds the metrics that have exactly these
// dimensions and all of the terms. AND alone; what else CloudWatch's search has is refused.
import { ApiError } from "../../../gateway/aws-json.ts";
import type { Metric, MetricStore } from "../series/store.ts";

const SCHEMA = /^\s*\{\s*([^}]*)\}\s*(.*)$/s;
const TERM = /\s*(?:AND\s+)?(?:(\w+|"[^"]+")\s*=\s*)?("[^"]*"|[^\s"()=]+)/y;

const unquoted = (text: string): string => text.trim().replaceAll(/^"|"$/g, "");

/** @throws ApiError for a search that cannot be read */
export function search(store: MetricStore, region: string, query: string): Metric[] {
  const match = SCHEMA.exec(query);
  if (!match || /\b(OR|NOT)\b|[()]/.test(match[2] ?? ""))
    throw new ApiError("ValidationError", `The local AWS cannot read the search '${query}'.`);
  const [namespace = "", ...names] = String(match[1]).split(",").map(unquoted);
  const terms: { property: string | undefined; value: string }[] = [];
  TERM.lastIndex = 0;
  for (let term = TERM.exec(String(match[2])); term; term = TERM.exec(String(match[2])))
    terms.push({ property: term[1] && unquoted(term[1]), value: unquoted(String(term[2])) });
  const wanted = [...names].sort().join(",");
  return store.metrics(region).filter((metric) => {
    if (metric.namespace !== namespace) return false;
    if (Object.keys(metric.dimensions).sort().join(",") !== wanted) return false;
    return terms.every(({ property, value }) => {
      if (property === undefined)
        return [metric.name, ...Object.values(metric.dimensions)].some((text) => text.includes(value));
      return (property === "MetricName" ? metric.name : metric.dimensions[property]) === value;
    });
  });
}
