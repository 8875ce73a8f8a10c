// The queues that a root has made: what waits in each, and where dead letters lie.
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { attribute, type Estate, ofType } from "../pipeline/estate.ts";

export interface QueueDepth {
  name: string;
  url: string;
  arn: string;
  /** Messages that wait, later ones too. */
  waiting: number;
  in_flight: number;
  /** Name of the queue whose dead letters lie in it; null for others. */
  dead_letters_of: string | null;
}

export async function queueDepths(estate: Estate): Promise<QueueDepth[]> {
  const queues = ofType(estate, "aws_sqs_queue");
  const sources = new Map(
    queues.flatMap((queue) => {
      const policy = attribute(queue, "redrive_policy");
      if (!policy) return [];
      const { deadLetterTargetArn = "" } = JSON.parse(policy) as { deadLetterTargetArn?: string };
      return [[deadLetterTargetArn, attribute(queue, "name")] as const];
    }),
  );
  const client = new SQSClient(estate.aws);
  try {
    return await Promise.all(
      queues.map(async (queue) => {
        const url = attribute(queue, "url");
        const { Attributes = {} } = await client.send(
          new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
        );
        const of = (name: keyof typeof Attributes) => Number(Attributes[name] ?? 0);
        const arn = attribute(queue, "arn");
        return {
          name: attribute(queue, "name"),
          url,
          arn,
          waiting: of("ApproximateNumberOfMessages") + of("ApproximateNumberOfMessagesDelayed"),
          in_flight: of("ApproximateNumberOfMessagesNotVisible"),
          dead_letters_of: sources.get(arn) ?? null,
        };
      }),
    );
  } finally {
    client.destroy();
  }
}
