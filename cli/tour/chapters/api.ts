// The REST API: rows by a filter, a named query in line, the same answered later, and records that are posted one by one.
import { setTimeout as sleep } from "node:timers/promises";
import { drained } from "../../../local/index.ts";
import type { ApiAnswer } from "../../api/client.ts";
import { type Ask, askerOf, tableOf } from "./asking.ts";
import type { Chapter, Story } from "./chapter.ts";

const STATE = "New York";
const COSTLY = 100_000;
/** A tour that runs again must not wait for rows that are there already: those of today's run have its time. */
const SIGHTINGS = 25;
const PATIENCE_MS = 30_000;

const rowsOf = ({ body }: ApiAnswer): unknown[] => body.rows ?? [];

const COLUMNS = ["struck_on", "species", "cost_total"];

/** Rows of a dataset, by conditions on its columns. */
async function rows(ask: Ask, { output }: Story): Promise<boolean> {
  const query = {
    select: COLUMNS.join(","),
    where: `cost_total.gte.${COSTLY}`,
    order: "-cost_total",
    limit: "3",
  };
  const answer = await ask({ method: "GET", path: "/datasets/birdstrikes/rows", query });
  output.say(`GET /datasets/birdstrikes/rows?${decodeURIComponent(String(new URLSearchParams(query)))}`);
  const found = rowsOf(answer) as Record<string, unknown>[];
  const cells = found.map((row) => COLUMNS.map((name) => row[name]));
  output.say(tableOf(COLUMNS, cells));
  return answer.status === 200 && rowsOf(answer).length === 3;
}

const asked = { query: "strikes_of", parameters: { state: STATE } };

/** A query that the contract names, in line. */
async function inLine(ask: Ask, { output }: Story): Promise<ApiAnswer> {
  const answer = await ask({ path: "/queries", body: asked });
  output.say(`\nPOST /queries ${JSON.stringify(asked)}: ${answer.status}`);
  const names = (answer.body.columns as { name: string }[]).map(({ name }) => name);
  output.say(tableOf(names, rowsOf(answer) as unknown[][]));
  return answer;
}

/** The same query, answered at once with where to ask for it. */
async function later(ask: Ask, { output, signal }: Story): Promise<ApiAnswer> {
  const answer = await ask({ path: "/queries", body: asked, headers: { prefer: "respond-async" } });
  const path = `/queries/${answer.body.id}`;
  let state = String(answer.body.state);
  for (const until = Date.now() + PATIENCE_MS; state === "running" && Date.now() < until; ) {
    await sleep(100, undefined, { signal });
    state = (await ask({ method: "GET", path })).body.state;
  }
  output.say(`The same with Prefer: respond-async: ${answer.status}, then ${state} at ${path}`);
  return ask({ method: "GET", path: `${path}/results` });
}

/** Records one by one: they are a file like any other once they are batched. */
async function records(ask: Ask, story: Story): Promise<boolean> {
  const day = new Date().toISOString();
  const posted = Array.from({ length: SIGHTINGS }, (_, i) => ({
    sighting_id: `${day}-${i}`,
    species: i % 2 === 0 ? "Canada Goose" : "Mallard",
    seen_at: day,
  }));
  const answers: ApiAnswer[] = [];
  for (const body of posted)
    answers.push(
      await ask({
        path: "/records/sightings",
        body,
        headers: { "idempotency-key": `tour-${body.sighting_id}` },
      }),
    );
  await drained(story.local, { signal: story.signal });
  const query = { where: `seen_at.eq.${day}`, select: "species,sighting_id", limit: "1000" };
  const read = await ask({ method: "GET", path: "/datasets/sightings/rows", query });
  story.output.say(
    `\nPOST /records/sightings, ${answers.length} times: ${answers[0]?.status}; read back from the lake: ${rowsOf(read).length} rows`,
  );
  return answers.every(({ status }) => status === 202) && rowsOf(read).length === SIGHTINGS;
}

export const api: Chapter = {
  title: "the REST API",
  async run(story) {
    const ask = askerOf(story);
    story.output.say("\nThe REST API, each request signed");
    const found = await rows(ask, story);
    const [first, second] = [await inLine(ask, story), await later(ask, story)];
    const arrived = await records(ask, story);
    return found && arrived && JSON.stringify(rowsOf(first)) === JSON.stringify(rowsOf(second));
  },
};
