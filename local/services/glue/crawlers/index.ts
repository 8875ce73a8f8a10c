// Crawlers: made, changed, started, stopped, told. Source: AWS Glue API Reference, Crawlers and classifiers.
import { randomUUID } from "node:crypto";
import { parseSchedule } from "../../../../core/contract/index.ts";
import { Timer } from "../../../events/timer.ts";
import { ApiError } from "../../../gateway/aws-json.ts";
import type { Forward } from "../../../gateway/service.ts";
import type { Clock } from "../../monitoring/clock.ts";
import type { Classifiers } from "../classifiers.ts";
import type { GlueEvents } from "../events.ts";
import { checkTrust } from "../roles.ts";
import { type CrawlContext, logGroupOf, runCrawl } from "./crawl.ts";
import { type Crawl, type Crawler, crawlerOf, crawlOf, metricsOf } from "./crawler.ts";
import { crawlerInput, updatedInput } from "./validate.ts";

interface Context extends CrawlContext {
  forward: Forward;
  region: string;
  classifiers: Classifiers;
  events: GlueEvents;
  clock: Clock;
}

/** Crawls kept of each crawler. */
const KEPT = 100;

/** Those of one region. */
export class Crawlers {
  readonly #context: Context;
  readonly #all = new Map<string, Crawler>();
  readonly #running = new Map<string, { stop: AbortController; ended: Promise<void> }>();
  #onEnd: (name: string, succeeded: boolean) => void = () => {};

  /** Those with a schedule that is on. */
  readonly #timer: Timer;

  constructor(context: Context) {
    this.#context = context;
    this.#timer = new Timer(context.clock, async ({ name }) => {
      // One that is still at work when it is due again is left to it, as in AWS.
      if (this.#all.get(name)?.state === "READY") this.start(name);
    });
  }

  /** After time was let pass: resolves when what is due by now has begun. */
  advance(): Promise<void> {
    return this.#timer.settle();
  }

  #arm({ input, scheduled, region }: Crawler): void {
    const on = scheduled && input.Schedule;
    this.#timer.set({ region, name: input.Name }, on ? parseSchedule(on) : undefined);
  }

  /** @param listener told of every crawl that ends */
  onEnd(listener: (name: string, succeeded: boolean) => void): void {
    this.#onEnd = listener;
  }

  /** Crawls that are not over. */
  get atWork(): number {
    return this.#running.size;
  }

  async create(input: unknown): Promise<object> {
    const wanted = crawlerInput(input);
    if (this.#all.has(wanted.Name))
      throw new ApiError("AlreadyExistsException", `Crawler with name ${wanted.Name} already exists`);
    await this.#check(wanted);
    const now = Date.now();
    const crawler: Crawler = {
      ...{ input: wanted, region: this.#context.region, state: "READY", scheduled: Boolean(wanted.Schedule) },
      ...{ createdAt: now, updatedAt: now, version: 1, crawls: [] },
    };
    this.#all.set(wanted.Name, crawler);
    this.#arm(crawler);
    return {};
  }

  async update(input: unknown): Promise<object> {
    const crawler = this.#find((input as { Name?: string }).Name);
    this.#refuseRunning(crawler);
    const wanted = updatedInput(crawler.input, input);
    await this.#check(wanted);
    crawler.input = wanted;
    crawler.scheduled = Boolean(wanted.Schedule);
    crawler.updatedAt = Date.now();
    crawler.version += 1;
    this.#arm(crawler);
    return {};
  }

  async #check(wanted: Crawler["input"]): Promise<void> {
    await checkTrust(this.#context.forward, wanted.Role);
    for (const name of wanted.Classifiers ?? []) this.#context.classifiers.get(name);
  }

  remove(name: unknown): object {
    const crawler = this.#find(name);
    this.#refuseRunning(crawler);
    this.#all.delete(crawler.input.Name);
    this.#arm({ ...crawler, scheduled: false });
    return {};
  }

  get(name: unknown): object {
    return crawlerOf(this.#find(name), Date.now());
  }

  list(): object[] {
    return [...this.#all.values()].map((crawler) => crawlerOf(crawler, Date.now()));
  }

  names(): string[] {
    return [...this.#all.keys()];
  }

  /** Those of the names that there are, and the names of which there is none. */
  some(names: readonly string[]): { found: object[]; missing: string[] } {
    const found = names.filter((name) => this.#all.has(name));
    return {
      found: found.map((name) => this.get(name)),
      missing: names.filter((name) => !this.#all.has(name)),
    };
  }

  metrics(names: readonly string[] | undefined): object[] {
    return (names ?? this.names()).map((name) => metricsOf(this.#find(name)));
  }

  crawls(name: unknown): object[] {
    return this.#find(name).crawls.toReversed().map(crawlOf);
  }

  schedule(name: unknown, expression: string): object {
    const crawler = this.#find(name);
    crawler.input = updatedInput(crawler.input, { Name: crawler.input.Name, Schedule: expression });
    crawler.scheduled = true;
    this.#arm(crawler);
    return {};
  }

  setSchedule(name: unknown, on: boolean): object {
    const crawler = this.#find(name);
    if (!crawler.input.Schedule)
      throw new ApiError("NoScheduleException", `Crawler ${crawler.input.Name} has no schedule.`);
    if (crawler.scheduled === on)
      throw new ApiError(
        on ? "SchedulerRunningException" : "SchedulerNotRunningException",
        `The schedule of crawler ${crawler.input.Name} is ${on ? "on" : "off"} already.`,
      );
    crawler.scheduled = on;
    this.#arm(crawler);
    return {};
  }

  start(name: unknown): object {
    const crawler = this.#find(name);
    this.#refuseRunning(crawler);
    const { input } = crawler;
    const crawl: Crawl = {
      id: randomUUID(),
      state: "RUNNING",
      startedAt: Date.now(),
      logGroup: logGroupOf(input),
      logStream: input.Name,
      changes: {
        tables: { created: [], updated: [], deleted: [] },
        partitions: { created: 0, updated: 0, deleted: 0 },
      },
    };
    crawler.crawls = [...crawler.crawls.slice(-KEPT + 1), crawl];
    crawler.state = "RUNNING";
    this.#context.events.crawl(crawler, crawl);
    const stop = new AbortController();
    const ended = runCrawl(crawler, crawl, this.#context.classifiers, stop.signal, this.#context)
      .then(
        () => {
          crawl.state = "COMPLETED";
        },
        (error: Error) => {
          crawl.state = stop.signal.aborted ? "STOPPED" : "FAILED";
          if (!stop.signal.aborted) crawl.error = error.message;
        },
      )
      .then(() => {
        crawl.endedAt = Date.now();
        crawler.state = "READY";
        this.#context.events.crawl(crawler, crawl);
        this.#running.delete(input.Name);
        this.#onEnd(input.Name, crawl.state === "COMPLETED");
      });
    this.#running.set(input.Name, { stop, ended });
    return {};
  }

  stop(name: unknown): object {
    const crawler = this.#find(name);
    if (crawler.state === "READY")
      throw new ApiError(
        "CrawlerNotRunningException",
        `Crawler with name ${crawler.input.Name} isn't running`,
      );
    if (crawler.state === "STOPPING")
      throw new ApiError("CrawlerStoppingException", `Crawler with name ${crawler.input.Name} is stopping`);
    crawler.state = "STOPPING";
    this.#running.get(crawler.input.Name)?.stop.abort();
    return {};
  }

  async close(): Promise<void> {
    this.#timer.close();
    const runs = [...this.#running.values()];
    for (const { stop } of runs) stop.abort();
    await Promise.all(runs.map(({ ended }) => ended));
  }

  #find(name: unknown): Crawler {
    const found = this.#all.get(String(name));
    if (found) return found;
    throw new ApiError("EntityNotFoundException", `Crawler entry with name ${String(name)} does not exist`);
  }

  #refuseRunning({ state, input }: Crawler): void {
    if (state === "RUNNING")
      throw new ApiError("CrawlerRunningException", `Crawler with name ${input.Name} has already started`);
    if (state === "STOPPING")
      throw new ApiError("CrawlerStoppingException", `Crawler with name ${input.Name} is stopping`);
  }
}
