// Three questions to the curated lake, asked of Athena.
import type { AwsConfig } from "../aws.ts";
import { seconds, secondsSince } from "../output/format.ts";
import { table } from "../output/table.ts";
import { queryAthena } from "../query/athena.ts";
import { shown } from "../query/result.ts";
import type { DeployedPipeline } from "../terraform/pipelines.ts";

const QUESTIONS = [
  {
    asks: "Where is a strike most likely? (population came from the lookup)",
    sql: `SELECT state, count(*) AS strikes, round(count(*) * 1e6 / max(population), 1) AS per_million
FROM birdstrikes
WHERE population IS NOT NULL
GROUP BY state
ORDER BY per_million DESC
LIMIT 5`,
  },
  {
    asks: "What did strikes cost, by year? (the year is the partition)",
    sql: `SELECT struck_on_year AS year, count(*) AS strikes, sum(cost_total) AS dollars, max(cost_total) AS worst
FROM birdstrikes
WHERE struck_on_year >= '1998'
GROUP BY struck_on_year
ORDER BY year`,
  },
  {
    asks: "Which genres earn, and which are liked?",
    sql: `SELECT genre, count(*) AS films, sum(worldwide_gross) AS gross, avg(imdb) AS imdb
FROM movies
WHERE genre IS NOT NULL
GROUP BY genre
ORDER BY gross DESC
LIMIT 5`,
  },
];

/** Each question with its SQL, its answer and the time it took, as text. */
export async function answers(
  aws: AwsConfig,
  { database = "default", workgroup }: DeployedPipeline,
  signal: AbortSignal,
): Promise<string[]> {
  const told: string[] = [];
  for (const { asks, sql } of QUESTIONS) {
    const start = performance.now();
    const { columns, rows } = await queryAthena({ aws, database, workgroup }, sql, signal);
    const drawn = table(
      columns.map(({ name, type }) => ({ title: name, align: type === "varchar" ? "left" : "right" })),
      rows.map((row) => row.map(shown)),
    );
    told.push(`${asks}\n${indent(sql)}\n${drawn}\n${seconds(secondsSince(start))}`);
  }
  return told;
}

const indent = (text: string): string => text.replaceAll(/^/gm, "    ");
