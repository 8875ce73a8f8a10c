// The REST API where it meets the warehouse and files: a model's rows, SQL in Redshift, exports, an upload by URL.
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiAnswer } from "../../api/client.ts";
import { type Ask, askerOf, tableOf } from "./asking.ts";
import type { Chapter, Story } from "./chapter.ts";

const MODEL = "strikes_by_state";
const PATIENCE_MS = 60_000;

/** Asks until what was begun is at its end. */
async function ended(
  ask: Ask,
  path: string,
  going: readonly string[],
  signal: AbortSignal,
): Promise<ApiAnswer> {
  for (const until = Date.now() + PATIENCE_MS; ; ) {
    const answer = await ask({ method: "GET", path });
    if (!going.includes(answer.body.state) || Date.now() > until) return answer;
    await sleep(100, undefined, { signal });
  }
}

async function model(ask: Ask, { output }: Story): Promise<boolean> {
  const query = {
    select: "state,strikes,per_million",
    where: "strikes.gte.100",
    order: "-per_million",
    limit: "3",
  };
  const { body } = await ask({ method: "GET", path: `/models/${MODEL}/rows`, query });
  output.say(`GET /models/${MODEL}/rows?${decodeURIComponent(String(new URLSearchParams(query)))}`);
  const rows = body.rows as Record<string, unknown>[];
  output.say(tableOf(Object.keys(rows[0] ?? {}), rows.map(Object.values)));
  const asked = { query: "costly_states", parameters: { least: 1_000_000 } };
  const answer = await ask({ path: "/queries", body: asked });
  output.say(`\nPOST /queries ${JSON.stringify(asked)}: ${answer.status}, by ${answer.body.engine}`);
  output.say(tableOf(["state", "strikes", "cost"], answer.body.rows as unknown[][]));
  return rows.length === 3 && answer.body.state === "succeeded" && answer.body.rows.length > 0;
}

async function exported(ask: Ask, { output, signal }: Story, request: object): Promise<boolean> {
  const begun = await ask({ path: "/exports", body: request });
  const { body } = await ended(ask, `/exports/${begun.body.id}`, ["running"], signal);
  const files = await Promise.all(
    (body.files as { url: string }[]).map(async ({ url }) => {
      const response = await fetch(url, { signal });
      return response.ok ? (await response.arrayBuffer()).byteLength : 0;
    }),
  );
  const bytes = files.reduce((sum, size) => sum + size, 0);
  output.say(
    `POST /exports ${JSON.stringify(request)}: ${begun.status}, then ${body.state}; fetched ${files.length} files of Parquet by link, ${bytes} bytes`,
  );
  return body.state === "succeeded" && bytes > 0;
}

/** A file is announced, put to a signed URL, and followed to its run. */
async function uploaded(ask: Ask, { output, signal }: Story): Promise<boolean> {
  const seen = new Date().toISOString();
  const lines = Array.from({ length: 5 }, (_, i) =>
    JSON.stringify({ sighting_id: `${seen}-file-${i}`, species: "Mallard", seen_at: seen }),
  );
  const file = Buffer.from(`${lines.join("\n")}\n`);
  const announced = {
    ...{ dataset: "sightings", file: "tower.ndjson", bytes: file.length },
    sha256: createHash("sha256").update(file).digest("hex"),
  };
  const { status, body } = await ask({ path: "/imports", body: announced });
  const put = await fetch(body.upload.url, {
    method: "PUT",
    headers: body.upload.headers,
    body: file,
    signal,
  });
  const done = await ended(ask, `/imports/${body.id}`, ["waiting", "landed", "running"], signal);
  output.say(
    `POST /imports ${announced.file}: ${status}; PUT to its URL: ${put.status}; then ${done.body.state}, ${done.body.rows_curated} rows curated`,
  );
  return done.body.state === "done" && done.body.rows_curated === lines.length;
}

export const exchange: Chapter = {
  title: "the API, warehouse and files",
  async run(story) {
    const ask = askerOf(story);
    story.output.say("\nModels, exports and uploads by the REST API");
    const went = [
      await model(ask, story),
      await exported(ask, story, { model: MODEL }),
      await exported(ask, story, { dataset: "birdstrikes", where: ["cost_total.gte.100000"] }),
      await uploaded(ask, story),
    ];
    return went.every(Boolean);
  },
};
