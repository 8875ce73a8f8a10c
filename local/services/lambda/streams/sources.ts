// The streams that functions read: one poller for each mapping, woken when a table changes.
import type { Forward, ServiceRequest } from "../../../gateway/service.ts";
import type { MetricStore } from "../../monitoring/series/store.ts";
import { parseFunctionName } from "../functions.ts";
import type { Mapping } from "../mapping.ts";
import { PACE } from "../poller.ts";
import { destinationNeeds } from "./discarded.ts";
import { STREAM_ARN } from "./settings.ts";
import { type StreamInvoker, StreamPoller } from "./stream-poller.ts";

/** What a role needs to read a stream. Source: Lambda Developer Guide, "Execution role permissions" of DynamoDB. */
const READS = ["DescribeStream", "GetRecords", "GetShardIterator"];

interface Need {
  action: string;
  resource: string;
}

interface Given {
  forward: Forward;
  metrics: MetricStore;
  invoke: StreamInvoker["invoke"];
  /** What the function's role lacks, in words. */
  lacks(mapping: Mapping, needs: readonly Need[]): Promise<string | undefined>;
}

export class StreamSources {
  readonly #given: Given;
  readonly #invoker: StreamInvoker;
  readonly #pollers = new Map<string, StreamPoller>();

  constructor(given: Given) {
    this.#given = given;
    this.#invoker = {
      invoke: given.invoke,
      now: () => given.metrics.clock.now(),
      lacks: (mapping) => given.lacks(mapping, needsOf(mapping)),
      age: (mapping, milliseconds) =>
        given.metrics.record(String(mapping.FunctionArn.split(":")[3]), [
          {
            namespace: "AWS/Lambda",
            name: "IteratorAge",
            dimensions: { FunctionName: parseFunctionName(mapping.FunctionArn).name },
            values: [milliseconds],
            unit: "Milliseconds",
          },
        ]),
    };
  }

  /** A mapping was made, changed or removed. Says whether it is a stream's. */
  changed(mapping: Mapping, removed: boolean): boolean {
    if (!STREAM_ARN.test(mapping.EventSourceArn)) return false;
    const poller = this.#pollers.get(mapping.UUID);
    if (removed) {
      this.#pollers.delete(mapping.UUID);
      void poller?.stop();
    } else if (poller) poller.wake();
    else this.#pollers.set(mapping.UUID, new StreamPoller(mapping, this.#given.forward, this.#invoker, PACE));
    return true;
  }

  /** Records that are not done. */
  get pending(): number {
    return [...this.#pollers.values()].reduce((sum, { pending }) => sum + pending, 0);
  }

  witness({ service, operation }: ServiceRequest): void {
    if (service !== "dynamodb" || (operation && /^(Get|Describe|Query|Scan|List|BatchGet)/.test(operation)))
      return;
    for (const poller of this.#pollers.values()) poller.wake();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#pollers.values()].map((poller) => poller.stop()));
  }
}

function needsOf({ EventSourceArn, DestinationConfig }: Mapping): Need[] {
  const destination = DestinationConfig?.OnFailure?.Destination;
  return [
    ...READS.map((action) => ({ action: `dynamodb:${action}`, resource: EventSourceArn })),
    { action: "dynamodb:ListStreams", resource: EventSourceArn },
    ...(destination ? destinationNeeds(destination) : []),
  ];
}
