// What calls of Glue need: those of the catalog, each on the catalog, the database and the table; what runs crawlers. Making
// crawlers is the root's. Source: the Service Authorization Reference.
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import { crawlerArn } from "./crawlers/crawler.ts";
import { jobArn } from "./jobs/index.ts";

/** Operations on one crawler → where they name it. */
const OF_CRAWLERS: Readonly<Record<string, string>> = {
  GetCrawler: "Name",
  StartCrawler: "Name",
  StopCrawler: "Name",
  ListCrawls: "CrawlerName",
};

const OF_JOBS: ReadonlySet<string> = new Set([
  "GetJob",
  "StartJobRun",
  "GetJobRun",
  "GetJobRuns",
  "BatchStopJobRun",
  "GetJobBookmark",
]);

export const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const action = `glue:${request.operation}`;
  const base = `arn:aws:glue:${request.region}:${accountId}:`;
  const about = String(request.operation);
  const crawler = OF_CRAWLERS[about];
  if (crawler)
    return [{ action, resource: crawlerArn(request.region, accountId, text(input[crawler]) ?? "*") }];
  if (OF_JOBS.has(about))
    return [{ action, resource: jobArn(request.region, accountId, text(input.JobName) ?? "*") }];
  if (about === "GetCrawlerMetrics") return [{ action, resource: "*" }];
  if (!/Database|Table|Partition|ColumnStatistics/.test(about)) return undefined;
  const inner = (input.TableInput ?? input.DatabaseInput) as { Name?: string } | undefined;
  const ofDatabase = /Databases?$/.test(about);
  const database = text(input.DatabaseName) ?? (ofDatabase ? (text(input.Name) ?? inner?.Name) : undefined);
  const table = text(input.TableName) ?? (ofDatabase ? undefined : (text(input.Name) ?? inner?.Name));
  const resources = [`${base}catalog`];
  if (database) resources.push(`${base}database/${database}`);
  if (database && table) resources.push(`${base}table/${database}/${table}`);
  else if (database && /Tables$/.test(about)) resources.push(`${base}table/${database}/*`);
  return resources.map((resource) => ({ action, resource }));
};
