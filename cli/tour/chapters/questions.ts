// Three questions to the curated lake, asked of Athena.
import { seconds, secondsSince } from "../../output/format.ts";
import { table } from "../../output/table.ts";
import { queryAthena } from "../../query/athena.ts";
import { shown } from "../../query/result.ts";
import type { Chapter, Story } from "./chapter.ts";

interface Question {
  asks: string;
  sql: string;
}

const QUESTIONS: readonly Question[] = [
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

async function answer({ aws, pipeline, signal }: Story, { asks, sql }: Question): Promise<string> {
  const { database = "default", workgroup } = pipeline;
  const start = performance.now();
  const { columns, rows } = await queryAthena({ aws, database, workgroup }, sql, signal);
  const drawn = table(
    columns.map(({ name, type }) => ({ title: name, align: type === "varchar" ? "left" : "right" })),
    rows.map((row) => row.map(shown)),
  );
  return `${asks}\n${indent(sql)}\n${drawn}\n${seconds(secondsSince(start))}`;
}

const indent = (text: string): string => text.replaceAll(/^/gm, "    ");

export const questions: Chapter = {
  title: "three Athena queries",
  async run(story) {
    for (const question of QUESTIONS) story.output.say(`\n${await answer(story, question)}`);
    return true;
  },
};
