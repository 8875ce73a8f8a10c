// A crawler that goes by S3's events: what its queue has told since the last crawl, taken as its role.
// Source: AWS Glue Developer Guide, "Accelerating crawls using Amazon S3 event notifications".
import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/** Takes all messages of a queue. @returns how many there were */
export async function takeEvents(sqs: SQSClient, queueArn: string): Promise<number> {
  const QueueName = queueArn.split(":").at(-1) ?? "";
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  let taken = 0;
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return taken;
    taken += Messages.length;
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle })),
      }),
    );
  }
}
