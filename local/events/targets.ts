// Hands an event to a target, as EventBridge and its Scheduler do: by the role that the target names, or where it names none
// by the target's own policy. What may not be done is refused, as in AWS.
// Sources: EventBridge API Reference, Target; EventBridge User Guide, "Event bus targets"; Scheduler User Guide, "Universal targets".

import { CallError, callJson, callRest, signed } from "../gateway/call.ts";
import { callForm } from "../gateway/call-form.ts";
import { bodyOf } from "../gateway/forward.ts";
import { functionPolicy } from "../gateway/function-policy.ts";
import { type Handed, permit, type Sender, TargetError, type Targets } from "./permit.ts";

/** @throws TargetError */
export async function hand(targets: Targets, sender: Sender, handed: Handed): Promise<void> {
  const [, , service = "", , , ...resource] = handed.arn.split(":");
  try {
    switch (service) {
      case "batch":
        return await submitJob(targets, sender, handed);
      case "lambda":
        return await invoke(targets, sender, handed.arn, handed);
      case "sqs":
        return await send(targets, sender, handed.arn, handed);
      case "sns":
        return await publish(targets, sender, handed.arn, handed);
      case "events":
        return targets.putEvent(
          sender.region,
          handed.arn.split("/")[1] ?? "default",
          JSON.parse(handed.input),
        );
      case "glue":
        return await notifyWorkflow(targets, sender, handed);
      case "scheduler":
        return await callUniversal(targets, sender, resource.join(":"), handed);
      default:
        throw new TargetError("UNSUPPORTED", `The local AWS hands events to no target of ${service}.`, true);
    }
  } catch (error) {
    if (error instanceof CallError)
      throw new TargetError(
        error.code,
        error.message,
        error.status < 500 && error.code !== "ThrottlingException",
      );
    throw error;
  }
}

/** SubmitJob with what the target says of it, and the Parameters that its input holds. */
async function submitJob(targets: Targets, sender: Sender, handed: Handed): Promise<void> {
  const { batch, arn, input } = handed;
  if (!batch) throw new TargetError("INVALID_PARAMETER", "The target has no BatchParameters.", true);
  const given = JSON.parse(input) as { Parameters?: Record<string, string>; ContainerOverrides?: unknown };
  await submit(targets, sender, handed, {
    jobName: batch.JobName,
    jobQueue: arn,
    jobDefinition: batch.JobDefinition,
    ...(given.Parameters && { parameters: given.Parameters }),
    ...(batch.ArrayProperties ? { arrayProperties: lowerKeys(batch.ArrayProperties) } : {}),
    ...(batch.RetryStrategy ? { retryStrategy: lowerKeys(batch.RetryStrategy) } : {}),
  });
}

async function submit(
  targets: Targets,
  sender: Sender,
  handed: Handed,
  job: Record<string, unknown>,
): Promise<void> {
  const arnOf = (kind: string, name: string) =>
    name.startsWith("arn:") ? name : `arn:aws:batch:${sender.region}:${targets.accountId}:${kind}/${name}`;
  for (const [kind, name] of [
    ["job-definition", String(job.jobDefinition)],
    ["job-queue", String(job.jobQueue)],
  ] as const)
    await permit(targets, sender, handed, "batch:SubmitJob", arnOf(kind, name));
  await callRest(targets.forward, "batch", sender.region, "POST", "/v1/submitjob", job);
}

async function invoke(targets: Targets, sender: Sender, arn: string, handed: Handed): Promise<void> {
  const { forward } = targets;
  const region = arn.split(":")[3] ?? sender.region;
  await permit(targets, sender, handed, "lambda:InvokeFunction", arn, () =>
    functionPolicy(forward, arn, region),
  );
  const response = await forward(
    signed("lambda", region, {
      path: `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`,
      headers: { "content-type": "application/json", "x-amz-invocation-type": "Event" },
      body: Buffer.from(handed.input),
    }),
  );
  if (response.status >= 400)
    throw new CallError(
      "LambdaError",
      response.status,
      (await bodyOf(response)).toString("utf8").slice(0, 300),
    );
}

/** A workflow of Glue, whose starting trigger takes events. Source: AWS Glue Developer Guide, "Starting an AWS Glue workflow with an Amazon EventBridge event". */
async function notifyWorkflow(targets: Targets, sender: Sender, handed: Handed): Promise<void> {
  const [, , , region = sender.region, , resource = ""] = handed.arn.split(":");
  const [kind, WorkflowName] = resource.split("/");
  if (kind !== "workflow") throw new TargetError("INVALID_PARAMETER", `${handed.arn} is no workflow.`, true);
  await permit(targets, sender, handed, "glue:NotifyEvent", handed.arn);
  const { id } = JSON.parse(handed.input) as { id?: string };
  await callJson(targets.forward, "glue", region, "NotifyEvent", { WorkflowName, EventId: id ?? "" });
}

/** What starts work in Glue, and what of it each call is on. */
const GLUE_STARTS: Readonly<Record<string, { kind: string; name: string }>> = {
  StartCrawler: { kind: "crawler", name: "Name" },
  StartJobRun: { kind: "job", name: "JobName" },
  StartTrigger: { kind: "trigger", name: "Name" },
  StartWorkflowRun: { kind: "workflow", name: "Name" },
};

async function startGlue(
  targets: Targets,
  sender: Sender,
  handed: Handed,
  { operation, input }: { operation: string; input: Record<string, unknown> },
): Promise<void> {
  const { kind, name } = GLUE_STARTS[operation] ?? { kind: "", name: "" };
  const resource = `arn:aws:glue:${sender.region}:${targets.accountId}:${kind}/${String(input[name] ?? "")}`;
  await permit(targets, sender, handed, `glue:${operation}`, resource);
  await callJson(targets.forward, "glue", sender.region, operation, input);
}

type Attributes = Record<string, { DataType: string; StringValue: string }>;

/** Sends to a queue, by its policy and its key's, or by the role. */
export async function send(
  targets: Targets,
  sender: Sender,
  arn: string,
  handed: Pick<Handed, "roleArn" | "input" | "messageGroupId">,
  MessageAttributes?: Attributes,
): Promise<void> {
  const { account, forward } = targets;
  const [, , , region = sender.region, owner = "", name = ""] = arn.split(":");
  await permit(targets, sender, handed, "sqs:SendMessage", arn, () => account.policyOf(arn));
  const key = await account.keyOf(arn, region);
  if (key) await permit(targets, sender, handed, "kms:GenerateDataKey", key, () => account.keyPolicy(key));
  await callJson(forward, "sqs", region, "SendMessage", {
    QueueUrl: `https://sqs.${region}.amazonaws.com/${owner}/${name}`,
    MessageBody: handed.input,
    ...(handed.messageGroupId && { MessageGroupId: handed.messageGroupId }),
    ...(MessageAttributes && { MessageAttributes }),
  });
}

async function publish(targets: Targets, sender: Sender, arn: string, handed: Handed): Promise<void> {
  const { account, forward } = targets;
  const [, , , region = sender.region] = arn.split(":");
  await permit(targets, sender, handed, "sns:Publish", arn, () => account.policyOf(arn));
  const key = await account.keyOf(arn, region);
  if (key) await permit(targets, sender, handed, "kms:GenerateDataKey", key, () => account.keyPolicy(key));
  const form = { Action: "Publish", Version: "2010-03-31", TopicArn: arn, Message: handed.input };
  if ((await callForm(forward, "sns", region, form)) === undefined)
    throw new TargetError("SnsError", `The topic ${arn} takes no message.`, true);
}

/** aws-sdk:SERVICE:ACTION of the Scheduler: any call, of which the local AWS makes those that start work. */
async function callUniversal(
  targets: Targets,
  sender: Sender,
  resource: string,
  handed: Handed,
): Promise<void> {
  const [, service, action] = resource.split(":");
  const input = JSON.parse(handed.input) as Record<string, unknown>;
  const text = (name: string) => String(input[name] ?? "");
  switch (`${service}:${action}`) {
    case "batch:submitJob":
      return submit(targets, sender, handed, lowerKeys(input));
    case "lambda:invoke": {
      const name = text("FunctionName");
      const arn = name.startsWith("arn:")
        ? name
        : `arn:aws:lambda:${sender.region}:${targets.accountId}:function:${name}`;
      return invoke(targets, sender, arn, { ...handed, input: text("Payload") || "{}" });
    }
    case "sqs:sendMessage": {
      const [account, name] = new URL(text("QueueUrl")).pathname.split("/").slice(-2);
      const arn = `arn:aws:sqs:${sender.region}:${account}:${name}`;
      return send(targets, sender, arn, { ...handed, input: text("MessageBody") });
    }
    case "sns:publish":
      return publish(targets, sender, text("TopicArn"), { ...handed, input: text("Message") });
    default: {
      const operation = `${action?.charAt(0).toUpperCase()}${action?.slice(1)}`;
      if (service === "glue" && GLUE_STARTS[operation])
        return startGlue(targets, sender, handed, { operation, input });
      throw new TargetError("UNSUPPORTED", `The local AWS's schedules call no ${service}:${action}.`, true);
    }
  }
}

/** The API's names of fields, as its JSON has them: JobName → jobName. Names within maps of the caller's stay. */
const lowerKeys = (value: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([key, item]) => [
      `${key.charAt(0).toLowerCase()}${key.slice(1)}`,
      key === "Parameters" || key === "Tags" || item === null || typeof item !== "object"
        ? item
        : Array.isArray(item)
          ? item.map((one) => (one !== null && typeof one === "object" ? lowerKeys(one) : one))
          : lowerKeys(item),
    ]),
  );
