// What the console answers: the page, its data, what changes, SQL, and sending dead letters back.
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { HeadraceError } from "../../../core/errors.ts";
import { type Bundle, bundle } from "../../../page/build/bundle.ts";
import { document } from "../../../page/build/document.ts";
import type { Live, Page } from "../../../page/model/page.ts";
import { secondsSince } from "../../output/format.ts";
import { warehouseIn } from "../../pipeline/find.ts";
import { queryAthena } from "../../query/athena.ts";
import { queryRedshift } from "../../query/redshift.ts";
import { redriven } from "../../watch/dead-letters.ts";
import { queueDepths } from "../../watch/queues.ts";
import { collect, LiveReader, type Seen } from "../collect/index.ts";
import { rowsOf } from "../collect/profile.ts";

/** Rows of an answer that go to the page. */
const MOST_ROWS = 1_000;
/** However many pages are open, the pipeline is asked this often. */
const FRESH_MS = 2_000;
/** A message that was just looked at comes back within this time. */
const HIDDEN_MS = 5_000;

const querySchema = z.strictObject({
  engine: z.enum(["athena", "redshift"]),
  sql: z.string().trim().min(1).max(100_000),
});
const redriveSchema = z.strictObject({ queue: z.string().min(1).max(80) });

export class Answers {
  readonly #find: () => Promise<Seen>;
  #seen: Seen;
  #reader: LiveReader;
  #bundle: Bundle | undefined;
  #live: { at: number; read: Promise<Live> } | undefined;
  #page: Promise<Page> | undefined;

  /** @param find looks for the pipeline anew: it may have been applied again since */
  constructor(seen: Seen, find: () => Promise<Seen>) {
    this.#seen = seen;
    this.#find = find;
    this.#reader = new LiveReader(seen);
  }

  async html(base: string): Promise<string> {
    this.#bundle ??= await bundle();
    return document(await this.page(), this.#bundle, base);
  }

  /** Asked for by several at once, it is collected once. */
  page(): Promise<Page> {
    this.#page ??= this.#collected().finally(() => {
      this.#page = undefined;
    });
    return this.#page;
  }

  async #collected(): Promise<Page> {
    this.#seen = await this.#find();
    this.#reader = new LiveReader(this.#seen);
    return collect(this.#seen, this.#reader);
  }

  live(): Promise<Live> {
    if (this.#live && performance.now() - this.#live.at < FRESH_MS) return this.#live.read;
    this.#live = { at: performance.now(), read: this.#reader.read() };
    return this.#live.read;
  }

  async query(body: unknown, signal: AbortSignal): Promise<object> {
    const { engine, sql } = checked(querySchema, body);
    const start = performance.now();
    const { aws, pipeline, dir, resources } = this.#seen;
    const result =
      engine === "athena"
        ? await queryAthena(
            { aws, database: pipeline.database ?? "default", workgroup: pipeline.workgroup },
            sql,
            signal,
          )
        : await queryRedshift({ aws, ...warehouseIn(resources, dir) }, sql, signal);
    const shown = rowsOf({ ...result, rows: result.rows.slice(0, MOST_ROWS) });
    return { ...shown, total: result.rows.length, seconds: secondsSince(start) };
  }

  async redrive(body: unknown, signal: AbortSignal): Promise<object> {
    const { queue } = checked(redriveSchema, body);
    await this.#visible(queue, signal);
    const told = await redriven(this.#seen, queue, signal);
    this.#live = undefined;
    return told;
  }

  /** Looking at messages has hidden them for a moment, in which SQS would move none. */
  async #visible(queue: string, signal: AbortSignal): Promise<void> {
    for (const end = performance.now() + HIDDEN_MS; performance.now() < end; ) {
      const own = (await queueDepths(this.#seen)).find(({ name }) => name === queue);
      if (!own || own.in_flight === 0) return;
      await sleep(200, undefined, { signal });
    }
  }
}

/** @throws HeadraceError that names the field */
function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data, error } = schema.safeParse(body);
  if (!error) return data;
  const [issue] = error.issues;
  const field = issue?.path.join(".") || "the body";
  throw new HeadraceError("bad_request", `${field}: ${issue?.message}`, "Use the console's page.", 2);
}
