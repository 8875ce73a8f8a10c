// A file of tokens, opened in the background for a purpose, and fetched by a link.
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Ask, askerOf } from "./asking.ts";
import type { Story } from "./chapter.ts";

const PATIENCE_MS = 60_000;

/**
 * @param rows with tokens
 * @returns the lines of values
 */
export async function openFile(
  story: Story,
  dataset: string,
  rows: readonly object[],
): Promise<{ values: { [column: string]: unknown } }[]> {
  const { signal } = story;
  const ask: Ask = askerOf(story);
  const file = Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n"));
  const sha256 = createHash("sha256").update(file).digest("hex");
  const purpose = "To move to another system";
  const announced = await ask({ path: "/openings", body: { dataset, purpose, bytes: file.length, sha256 } });
  const { id, upload } = announced.body;
  await fetch(upload.url, { method: "PUT", headers: upload.headers, body: file, signal });
  const path = `/openings/${id}`;
  const started = await ask({ path });
  for (const until = Date.now() + PATIENCE_MS; ; ) {
    const { body } = await ask({ method: "GET", path });
    if (body.state !== "done" && Date.now() < until) {
      await sleep(100, undefined, { signal });
      continue;
    }
    story.output.say(
      `POST /openings, a file of ${rows.length} rows: ${started.status}, then ${body.state}, ${body.opened} values opened, audited as ${body.audit_id}`,
    );
    const text = body.values ? await (await fetch(body.values.url, { signal })).text() : "";
    return text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }
}
