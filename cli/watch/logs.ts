// Lines of functions' logs, in the order of their times.
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { HeadraceError } from "../../core/errors.ts";
import { nearest } from "../args/suggest.ts";
import { attribute, type Estate, ofType } from "../pipeline/estate.ts";

export interface LogLine {
  /** ISO 8601. */
  at: string;
  function: string;
  /** The logger's own; the platform's lines have none. */
  level: string | null;
  message: string;
  /** What else the line says, where it is a JSON object. */
  fields: Record<string, unknown>;
}

export interface Asked {
  /** The function's name, or what follows the pipeline's in it. */
  function?: string | undefined;
  /** Milliseconds since the epoch. */
  since: number;
  errors: boolean;
  most: number;
}

interface LogSource {
  function: string;
  group: string;
}

function sources(estate: Estate, named: string | undefined): LogSource[] {
  const all = ofType(estate, "aws_lambda_function").map((resource) => {
    const name = attribute(resource, "function_name");
    const [logging] = (resource.attributes.logging_config ?? []) as { log_group?: string }[];
    return { function: name, group: logging?.log_group || `/aws/lambda/${name}` };
  });
  if (named === undefined) return all;
  const chosen = all.filter(({ function: name }) => name === named || name.endsWith(`-${named}`));
  if (chosen.length > 0) return chosen;
  const names = all.map(({ function: name }) => name);
  const guess = nearest(
    named,
    names.flatMap((name) => [name, String(name.split("-").at(-1))]),
  );
  throw new HeadraceError(
    "unknown_function",
    `What is applied from ${estate.dir} has no function ${JSON.stringify(named)}${guess ? `; did you mean ${guess}?` : "."}`,
    `There are ${names.join(", ")}.`,
    1,
  );
}

/** Lines of no interest to people: metrics, and where an invocation begins and ends. */
const NOISE = /^\s*(START|END|REPORT|INIT_START) |"_aws":/;

export async function logLines(estate: Estate, asked: Asked): Promise<LogLine[]> {
  const client = new CloudWatchLogsClient(estate.aws);
  try {
    const all = await Promise.all(
      sources(estate, asked.function).map((source) => linesOf(client, source, asked)),
    );
    return all
      .flat()
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .slice(-asked.most);
  } finally {
    client.destroy();
  }
}

async function linesOf(
  client: CloudWatchLogsClient,
  { function: name, group }: LogSource,
  { since, errors }: Asked,
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (let nextToken: string | undefined; ; ) {
    const page = await client
      .send(
        new FilterLogEventsCommand({
          logGroupName: group,
          startTime: since,
          nextToken,
          ...(errors && { filterPattern: '?"ERROR" ?"Error" ?"Task timed out"' }),
        }),
      )
      .catch((error: Error) => {
        // A function that never ran has perhaps no group.
        if (error.name === "ResourceNotFoundException") return { events: [], nextToken: undefined };
        throw error;
      });
    for (const { timestamp = 0, message = "" } of page.events ?? [])
      if (!NOISE.test(message)) lines.push(lineOf(name, timestamp, message.trimEnd()));
    if (!page.nextToken || page.nextToken === nextToken) break;
    nextToken = page.nextToken;
  }
  return errors
    ? lines.filter(
        ({ level, message }) => level === "ERROR" || (level === null && /Error|timed out/.test(message)),
      )
    : lines;
}

/** Fields of the logger that say nothing that the line does not. */
const OWN = new Set([
  "level",
  "message",
  "timestamp",
  "service",
  "xray_trace_id",
  "sampling_rate",
  "cold_start",
  "function_arn",
  "function_memory_size",
  "function_name",
  "function_request_id",
]);

function lineOf(name: string, timestamp: number, text: string): LogLine {
  const at = new Date(timestamp).toISOString();
  try {
    const { level, message, ...rest } = JSON.parse(text) as Record<string, unknown>;
    if (typeof message === "string") {
      const fields = Object.fromEntries(Object.entries(rest).filter(([key]) => !OWN.has(key)));
      return { at, function: name, level: typeof level === "string" ? level : null, message, fields };
    }
  } catch {
    // A line that is no JSON is shown as it is.
  }
  return { at, function: name, level: null, message: text, fields: {} };
}
