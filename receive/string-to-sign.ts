// The text that SNS signs. Source: the SNS developer guide, "Verifying the signatures of Amazon SNS messages".
import type { SnsMessage } from "./message.ts";

/** Names and values, each on a line of its own, in the order of the names; a Subject only where there is one. */
export function stringToSign(message: SnsMessage): string {
  const lines: [name: string, value: string | undefined][] =
    message.type === "Notification"
      ? [
          ["Message", message.message],
          ["MessageId", message.messageId],
          ["Subject", message.subject],
          ["Timestamp", message.timestamp],
          ["TopicArn", message.topicArn],
          ["Type", message.type],
        ]
      : [
          ["Message", message.message],
          ["MessageId", message.messageId],
          ["SubscribeURL", message.subscribeUrl],
          ["Timestamp", message.timestamp],
          ["Token", message.token],
          ["TopicArn", message.topicArn],
          ["Type", message.type],
        ];
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
}
