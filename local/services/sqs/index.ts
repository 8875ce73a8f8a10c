// SQS: moto's queues, with their policies as AWS writes them and the tries that a redrive allow policy permits.
import { inTurn, type LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import { singleAction } from "../../iam/single-actions.ts";
import { sqsPolicies } from "./policies.ts";
import { sqsRedriveAllow } from "./redrive-allow.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const name = text(input.QueueUrl)?.split("/").at(-1) ?? text(input.QueueName);
  const resource = name ? `arn:aws:sqs:${request.region}:${accountId}:${name}` : "*";
  return [{ action: `sqs:${singleAction(String(request.operation))}`, resource }];
};

export const sqs = (): LocalService => ({
  services: ["sqs"],
  target: { prefix: "AmazonSQS", version: "1.0" },
  needs,
  changesAccess: ({ operation = "" }) => /^(CreateQueue|DeleteQueue|SetQueueAttributes)$/.test(operation),
  handle: inTurn(sqsPolicies, sqsRedriveAllow()),
});
