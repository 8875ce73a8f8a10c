// What SNS does past the publisher and moto cannot: it invokes subscribed functions, by their own policies, and writes of
// deliveries to its log groups, as the role that the topic names. Kept by moto until it is taken here.

import { setTimeout as sleep } from "node:timers/promises";
import { CallError, callJson, callRest, signed } from "../../gateway/call.ts";
import { functionPolicy } from "../../gateway/function-policy.ts";
import { invokedBy } from "../../gateway/invoked-by.ts";
import type { MetricSink } from "../../gateway/metrics.ts";
import type { Forward } from "../../gateway/service.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import { serviceMay } from "../../iam/service-may.ts";
import { recordOf } from "./metrics.ts";

interface ForFunction {
  kind: "lambda";
  /** ARN. */
  function: string;
  topic: string;
  subscription: string;
  messageId: string;
  /** SNS's envelope. */
  notification: Record<string, unknown>;
  body: string;
}

interface ForLog {
  kind: "log";
  role: string;
  group: string;
  region: string;
  line: string;
}

/** What became of a delivery. */
interface ForMetrics {
  kind: "delivery";
  /** ARN. */
  topic: string;
  well: boolean;
}

interface Taken {
  /** Deliveries over HTTP that are under way. */
  count: number;
  items: (ForFunction | ForLog | ForMetrics)[];
}

const PATH = "/moto-api/headrace/outbox";
const LOOK_MS = 200;

export class Outbox {
  readonly #metrics: MetricSink;
  readonly #forward: Forward;
  readonly #roles: RoleAccess;
  readonly #region: string;
  readonly #accountId: string;
  /** Log groups with the stream that is written to. */
  readonly #streams = new Map<string, string>();
  #running: Promise<void> | undefined;
  #again = false;

  constructor(metrics: MetricSink, forward: Forward, roles: RoleAccess, region: string, accountId: string) {
    this.#metrics = metrics;
    this.#forward = forward;
    this.#roles = roles;
    this.#region = region;
    this.#accountId = accountId;
  }

  /** Something may have been published. */
  wake(): void {
    this.#again = true;
    this.#running ??= this.#empty()
      .catch((error: unknown) => {
        // moto is gone, and with it whatever was left.
        console.error(`${new Date().toISOString()} sns: ${(error as Error).message}`);
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** What is still under way. */
  async count(): Promise<number> {
    const { count } = await this.#take();
    return Math.max(count, this.#running ? 1 : 0);
  }

  async #empty(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      for (let left = 1; left > 0; ) {
        const { count } = await this.#take();
        left = count;
        if (left > 0) await sleep(LOOK_MS);
      }
    }
  }

  async #take(): Promise<Taken> {
    const taken = await callRest<Taken>(this.#forward, "sns", this.#region, "GET", PATH);
    for (const item of taken.items)
      await this.#do(item).catch((error: unknown) =>
        console.error(`${new Date().toISOString()} sns: ${(error as Error).message}`),
      );
    return taken;
  }

  async #do(item: Taken["items"][number]): Promise<void> {
    if (item.kind === "lambda") return this.#invoke(item);
    if (item.kind === "log") return this.#log(item);
    recordOf(this.#metrics, item.topic, `NumberOfNotifications${item.well ? "Delivered" : "Failed"}`);
  }

  async #invoke(item: ForFunction): Promise<void> {
    const [, , , region = ""] = item.function.split(":");
    const refusal = await this.#refusal(item, region);
    if (refusal) {
      await callRest(this.#forward, "sns", this.#region, "POST", `${PATH}/failed`, {
        subscription: item.subscription,
        messageId: item.messageId,
        body: item.body,
        ...refusal,
      });
      return;
    }
    const { MessageAttributes = {}, SigningCertURL, UnsubscribeURL, ...rest } = item.notification;
    const Sns = {
      Subject: null,
      ...rest,
      SigningCertUrl: SigningCertURL,
      UnsubscribeUrl: UnsubscribeURL,
      MessageAttributes,
    };
    const record = {
      EventSource: "aws:sns",
      EventVersion: "1.0",
      EventSubscriptionArn: item.subscription,
      Sns,
    };
    await this.#forward(
      signed("lambda", region, {
        method: "POST",
        path: `/2015-03-31/functions/${encodeURIComponent(item.function)}/invocations`,
        headers: {
          "content-type": "application/json",
          "x-amz-invocation-type": "Event",
          ...invokedBy("sns"),
        },
        body: Buffer.from(JSON.stringify({ Records: [record] })),
      }),
    );
  }

  /** Why SNS cannot invoke the function; undefined where it can. */
  async #refusal(
    { function: arn, topic }: ForFunction,
    region: string,
  ): Promise<{ status: number; reason: string } | undefined> {
    const allowed = serviceMay(await functionPolicy(this.#forward, arn, region), {
      service: "sns.amazonaws.com",
      action: "lambda:InvokeFunction",
      resource: arn,
      accountId: this.#accountId,
      context: { "aws:SourceArn": topic },
    });
    if (allowed) return undefined;
    const reason = `sns.amazonaws.com is not authorized to perform lambda:InvokeFunction on ${arn} for ${topic}`;
    console.error(`${new Date().toISOString()} sns: ${reason}`);
    return { status: 403, reason };
  }

  async #log({ role, group, region, line }: ForLog): Promise<void> {
    const arn = `arn:aws:logs:${region}:${this.#accountId}:log-group:${group}`;
    const call = (operation: string, input: object) =>
      callJson(this.#forward, "logs", region, operation, { logGroupName: group, ...input });
    let stream = this.#streams.get(arn);
    if (!stream) {
      stream = crypto.randomUUID();
      if (await this.#roles.lacks(role, "logs:CreateLogStream", `${arn}:log-stream:${stream}`, true)) return;
      await call("CreateLogStream", { logStreamName: stream }).catch(async (error: unknown) => {
        if (!(error instanceof CallError) || error.code !== "ResourceNotFoundException") throw error;
        // SNS makes the group where it is not there.
        if (await this.#roles.lacks(role, "logs:CreateLogGroup", arn, true)) throw error;
        await call("CreateLogGroup", {});
        await call("CreateLogStream", { logStreamName: stream });
      });
      this.#streams.set(arn, stream);
    }
    if (await this.#roles.lacks(role, "logs:PutLogEvents", `${arn}:log-stream:${stream}`, true)) return;
    const logEvents = [{ timestamp: Date.now(), message: line }];
    await call("PutLogEvents", { logStreamName: stream, logEvents }).catch((error: unknown) => {
      // The group was made anew since.
      this.#streams.delete(arn);
      throw error;
    });
  }
}
