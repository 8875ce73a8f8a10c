// A Lambda function that a queue feeds: the mapping from the queue, and what taking from it needs.
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js";
import * as z from "zod";
import { type Construct, type Expr, ref, type Statement } from "../kit/index.ts";
import type { Account } from "./account.ts";
import {
  type FunctionOptions,
  type FunctionResources,
  type FunctionVars,
  functionOutputs,
  lambdaFunction,
  outputsOf,
} from "./function.ts";

/** The variables that the module of a queue's function has beside those of every function. */
export interface QueueFunctionVars extends FunctionVars {
  queue_arn: Expr;
  batch_size: Expr;
  batch_window_seconds: Expr;
  max_concurrency: Expr;
}

export interface QueueFunctionResources extends FunctionResources {
  eventSource: Expr;
}

/** What the module of a queue's function tells of it. */
export const queueFunctionOutputs = {
  ...functionOutputs,
  event_source_mapping_arn: z.string().describe("ARN of the mapping from the queue to the function."),
  event_source_mapping_id: z.string().describe("Id of that mapping."),
};

export const queueOutputsOf = (
  resources: QueueFunctionResources,
): { [K in keyof typeof queueFunctionOutputs]: Expr } => ({
  ...outputsOf(resources),
  event_source_mapping_arn: resources.eventSource.attr("arn"),
  event_source_mapping_id: resources.eventSource.attr("uuid"),
});

export function queueFunction(
  scope: Construct,
  at: Account,
  vars: QueueFunctionVars,
  options: FunctionOptions,
): QueueFunctionResources {
  const statements = [...options.statements, takeMessages(vars.queue_arn)];
  const resources = lambdaFunction(scope, at, vars, { ...options, statements });
  const source = new LambdaEventSourceMapping(scope, "source", {
    eventSourceArn: `${vars.queue_arn}`,
    functionName: `${resources.function.attr("arn")}`,
    batchSize: vars.batch_size.number,
    maximumBatchingWindowInSeconds: vars.batch_window_seconds.number,
    functionResponseTypes: ["ReportBatchItemFailures"],
    scalingConfig: { maximumConcurrency: vars.max_concurrency.number },
    tags: vars.tags.map,
  });
  return { ...resources, eventSource: ref(source) };
}

const takeMessages = (queueArn: Expr): Statement => ({
  sid: "TakeMessages",
  actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
  rarely: { AfterFailure: ["sqs:ChangeMessageVisibility"] },
  resources: queueArn,
});
