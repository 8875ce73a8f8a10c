// SNS delivers to a queue as the service it is: the queue's policy, and that of the key which encrypts it, must let
// sns.amazonaws.com. moto asks nobody; the mistake would show in the cloud only, where nothing ever comes.
// Source: SNS Developer Guide, "Subscribing an Amazon SQS queue to an Amazon SNS topic"; "Encryption at rest".
import { callForm } from "../../gateway/call-form.ts";
import type { Forward, Handler, ServiceRequest } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { inputOf, text } from "../../iam/need.ts";
import { serviceMay } from "../../iam/service-may.ts";

/** By which moto is told the queues that a message does not reach. */
export const REFUSED_HEADER = "x-headrace-refused-queues";

export class QueueSubscribers {
  readonly #forward: Forward;
  readonly #account: Account;
  readonly #accountId: string;

  constructor(forward: Forward, account: Account, accountId: string) {
    this.#forward = forward;
    this.#account = account;
    this.#accountId = accountId;
  }

  /** Tells moto which of the topic's queues SNS may not send to. */
  readonly handler: Handler = async (request, forward) => {
    const topic = text(inputOf(request).TopicArn);
    const refused = topic ? await this.#refused(topic, request) : [];
    if (refused.length === 0) return forward(request);
    return forward({ ...request, headers: { ...request.headers, [REFUSED_HEADER]: refused.join(",") } });
  };

  async #refused(topic: string, { region }: ServiceRequest): Promise<string[]> {
    const form = { Action: "ListSubscriptionsByTopic", Version: "2010-03-31", TopicArn: topic };
    const xml = (await callForm(this.#forward, "sns", region, form)) ?? "";
    const queues = [...xml.matchAll(/<Endpoint>(arn:[^:<]+:sqs:[^<]+)<\/Endpoint>/g)].map(
      ([, arn = ""]) => arn,
    );
    const may = await Promise.all(queues.map((queue) => this.#may(queue, topic)));
    return queues.filter((_, at) => !may[at]);
  }

  async #may(queue: string, topic: string): Promise<boolean> {
    const [, , , region = "", account] = queue.split(":");
    // Another account's queue is not ours to look at.
    if (account !== this.#accountId) return true;
    const asked = {
      service: "sns.amazonaws.com",
      accountId: this.#accountId,
      context: { "aws:SourceArn": topic },
    };
    const policy = await this.#account.policyOf(queue);
    if (!serviceMay(policy, { ...asked, action: "sqs:SendMessage", resource: queue })) return false;
    const key = await this.#account.keyOf(queue, region);
    return (
      key === undefined ||
      serviceMay(await this.#account.keyPolicy(key), {
        ...asked,
        action: "kms:GenerateDataKey",
        resource: key,
      })
    );
  }
}
