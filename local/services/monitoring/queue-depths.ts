// How many messages queues hold, which nobody tells of: asked of the queues that alarms watch, after something was done that
// may have changed it. AWS measures every minute. The age of the oldest message is the time since the queue was last empty.
import { callJson } from "../../gateway/call.ts";
import type { Datum } from "../../gateway/metrics.ts";
import type { Forward, ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import { isComposite } from "./alarms/alarm.ts";
import type { AlarmBook } from "./alarms/book.ts";
import { queriesOf } from "./alarms/evaluate.ts";
import type { MetricStore } from "./series/store.ts";

const NAMESPACE = "AWS/SQS";
const ATTRIBUTES = {
  ApproximateNumberOfMessagesVisible: "ApproximateNumberOfMessages",
  ApproximateNumberOfMessagesNotVisible: "ApproximateNumberOfMessagesNotVisible",
  ApproximateNumberOfMessagesDelayed: "ApproximateNumberOfMessagesDelayed",
} as const;

/** Services whose writes may put a message into a queue. */
const SENDERS = new Set(["s3", "sns", "events"]);
const CHANGES = /^(SendMessage|DeleteMessage|ChangeMessageVisibility|Purge|StartMessageMove|SetQueue)/;

interface Depth {
  counts: Record<string, number>;
  /** By the store's clock: since when it is not empty. */
  since: number | undefined;
}

export class QueueDepths {
  readonly #forward: Forward;
  readonly #store: MetricStore;
  readonly #book: AlarmBook;
  readonly #accountId: string;
  readonly #known = new Map<string, Depth>();
  #dirty = false;

  constructor(forward: Forward, store: MetricStore, book: AlarmBook, accountId: string) {
    this.#forward = forward;
    this.#store = store;
    this.#book = book;
    this.#accountId = accountId;
  }

  /** @returns whether the request may have changed how many messages a queue holds */
  changedBy(request: ServiceRequest, response: ServiceResponse): boolean {
    if (this.#book.size === 0 || response.status >= 400) return false;
    if (!this.#changes(request, response)) return false;
    this.#dirty = true;
    return true;
  }

  #changes(
    { service, method, operation = "", region, body }: ServiceRequest,
    response: ServiceResponse,
  ): boolean {
    if (SENDERS.has(service)) return method !== "GET" && method !== "HEAD";
    if (service !== "sqs") return false;
    if (CHANGES.test(operation)) return true;
    if (operation !== "ReceiveMessage") return false;
    // It may hide a message, or move one that was received too often to where dead letters lie.
    const name = /"QueueUrl":"[^"]*\/([^"/]+)"/.exec(body.toString("utf8"))?.[1];
    const held = this.#known.get(`${region}/${name}`)?.counts ?? {};
    return Object.values(held).some((count) => count > 0) || /ReceiptHandle/.test(String(response.body));
  }

  /** @param everything whether queues are asked anew of which nobody told */
  async sample(everything: boolean): Promise<void> {
    const ask = this.#dirty || everything;
    this.#dirty = false;
    for (const { region } of this.#book.regions()) {
      const data: Datum[] = [];
      for (const name of this.#watched(region)) {
        const depth = await this.#depth(region, name, ask);
        if (depth) data.push(...this.#data(name, depth));
      }
      this.#store.record(region, data);
    }
  }

  #watched(region: string): Set<string> {
    const metrics = this.#book
      .in(region)
      .all()
      .flatMap((alarm) => (isComposite(alarm) ? [] : queriesOf(alarm).queries))
      .flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
    const names = metrics
      .filter(({ Namespace }) => Namespace === NAMESPACE)
      .flatMap(({ Dimensions = [] }) => Dimensions.filter(({ Name }) => Name === "QueueName"));
    return new Set(names.map(({ Value }) => Value));
  }

  async #depth(region: string, name: string, ask: boolean): Promise<Depth | undefined> {
    const key = `${region}/${name}`;
    const known = this.#known.get(key);
    if (known && !ask) return known;
    const answer = await callJson<{ Attributes: Record<string, string> }>(
      this.#forward,
      "sqs",
      region,
      "GetQueueAttributes",
      {
        QueueUrl: `http://127.0.0.1/${this.#accountId}/${name}`,
        AttributeNames: Object.values(ATTRIBUTES),
      },
    ).catch(() => undefined);
    if (!answer) {
      this.#known.delete(key);
      return undefined;
    }
    const counts = Object.fromEntries(
      Object.entries(ATTRIBUTES).map(([metric, attribute]) => [
        metric,
        Number(answer.Attributes[attribute] ?? 0),
      ]),
    );
    const empty = Object.values(counts).every((count) => count === 0);
    const depth = { counts, since: empty ? undefined : (known?.since ?? this.#store.clock.now()) };
    this.#known.set(key, depth);
    return depth;
  }

  #data(name: string, { counts, since }: Depth): Datum[] {
    const common = { namespace: NAMESPACE, dimensions: { QueueName: name } };
    const age = since === undefined ? 0 : Math.round((this.#store.clock.now() - since) / 1000);
    return [
      ...Object.entries(counts).map(([metric, value]) => ({
        ...common,
        name: metric,
        values: [value],
        unit: "Count",
      })),
      { ...common, name: "ApproximateAgeOfOldestMessage", values: [age], unit: "Seconds" },
    ];
  }
}
