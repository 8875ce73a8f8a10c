// EventBridge and its Scheduler on free ports: rules and schedules that start jobs, invoke functions and send, as roles and
// policies let them; what fails goes to dead-letter queues; what becomes of jobs is told, and alarms hear of it.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeJobDefinitionsCommand,
  DescribeJobsCommand,
  type JobDetail,
  ListJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from "@aws-sdk/client-batch";
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { advance, down, drained, environment, type LocalAws, up } from "./index.ts";
import { firstOf } from "./testing/ec2.ts";

const ACCOUNT = "123456789012";
const REGION = "us-east-1";
const DIGEST = "e7e7".padEnd(64, "0");
const IMAGE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/acme:${DIGEST}`;
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** Writes to a folder that its task shares, or reads what is there; or ends with a code. */
const CODE = `
const { appendFileSync, readFileSync } = require("node:fs");
const [what, ...rest] = process.argv.slice(2);
const file = process.env.SHARED + "/file";
if (what === "exit") process.exit(Number(rest[0]));
if (what === "write") appendFileSync(file, rest[0]);
if (what === "fail") process.exit(Number(rest[0]));
if (what === "tell") fetch(process.env.ECS_CONTAINER_METADATA_URI_V4 + "/task").then((answer) => answer.json()).then(({ Containers }) => {
  console.log(readFileSync(file, "utf8"), JSON.stringify(Containers.map(({ Name, ExitCode }) => [Name, ExitCode])));
  process.exit(Containers.find(({ Name }) => Name === "second").ExitCode);
});
`;

let state: string;
let local: LocalAws;
const region = REGION;
let batch: BatchClient;
let events: EventBridgeClient;
let sqs: SQSClient;

const queueUrl = (name: string) => `${local.endpoint}/${ACCOUNT}/${name}`;
async function queue(name: string, rule: string): Promise<void> {
  await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const Statement = [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: arn("sqs", name),
      Condition: { ArnEquals: { "aws:SourceArn": arn("events", `rule/${rule}`) } },
    },
  ];
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: queueUrl(name),
      Attributes: { Policy: JSON.stringify({ Version: "2012-10-17", Statement }) },
    }),
  );
}
async function messages(name: string) {
  await drained(local);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl(name),
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
      VisibilityTimeout: 600,
    }),
  );
  return Messages.map(({ Body = "", MessageAttributes = {} }) => ({
    body: JSON.parse(Body) as Record<string, unknown>,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([key, { StringValue }]) => [key, StringValue]),
    ),
  }));
}
const rule = async (Name: string, pattern: object, ...targets: Target[]) => {
  await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }));
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: targets }));
};
const put = (detail: object, client = events) =>
  client.send(
    new PutEventsCommand({
      Entries: [{ Source: "shop", DetailType: "order", Detail: JSON.stringify(detail) }],
    }),
  );
const jobs = async (name: string): Promise<JobDetail[]> => {
  await drained(local);
  const { jobSummaryList = [] } = await batch.send(
    new ListJobsCommand({ jobQueue: "plain", filters: [{ name: "JOB_NAME", values: [name] }] }),
  );
  if (jobSummaryList.length === 0) return [];
  const ids = jobSummaryList.map(({ jobId = "" }) => jobId);
  return (await batch.send(new DescribeJobsCommand({ jobs: ids }))).jobs ?? [];
};
const refusal = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => "accepted",
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe("EventBridge", () => {
  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "headrace-events-"));
    local = await up({ state });
    for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
    batch = new BatchClient({ region });
    events = new EventBridgeClient({ region });
    sqs = new SQSClient({ region });
    const iam = new IAMClient({ region });
    await mkdir(join(state, "images", DIGEST), { recursive: true });
    await writeFile(join(state, "images", DIGEST, "index.js"), CODE);
    const roleWith = async (RoleName: string, ...Statement: object[]) => {
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: "{}" }));
      await iam.send(
        new PutRolePolicyCommand({
          RoleName,
          PolicyName: "all",
          PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
        }),
      );
    };
    const allow = (Action: string | string[], ...Resource: string[]) => ({
      Effect: "Allow",
      Action,
      Resource,
    });
    await roleWith(
      "starter",
      allow("batch:SubmitJob", arn("batch", "job-queue/plain"), arn("batch", "job-definition/ender:1")),
      allow("sqs:SendMessage", arn("sqs", "schedules-dlq")),
    );
    await roleWith("idle", allow("s3:GetObject", "*"));
    await roleWith("putter", {
      ...allow("events:PutEvents", arn("events", "event-bus/default")),
      Condition: { StringEquals: { "events:source": "shop" } },
    });
    await roleWith("runner", allow(["ecr:*", "logs:*"], "*"));
    await new CloudWatchLogsClient({ region }).send(
      new CreateLogGroupCommand({ logGroupName: "/aws/batch/job" }),
    );
    await batch.send(
      new CreateComputeEnvironmentCommand({
        computeEnvironmentName: "fargate",
        type: "MANAGED",
        computeResources: {
          type: "FARGATE",
          maxvCpus: 4,
          subnets: [await firstOf(local.endpoint, "DescribeSubnets", "subnetId")],
          securityGroupIds: [await firstOf(local.endpoint, "DescribeSecurityGroups", "groupId")],
        },
      }),
    );
    await batch.send(
      new CreateJobQueueCommand({
        jobQueueName: "plain",
        priority: 1,
        computeEnvironmentOrder: [{ order: 1, computeEnvironment: "fargate" }],
      }),
    );
    await batch.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName: "ender",
        type: "container",
        platformCapabilities: ["FARGATE"],
        parameters: { code: "0" },
        containerProperties: {
          image: IMAGE,
          command: ["exit", "Ref::code"],
          executionRoleArn: role("runner"),
          resourceRequirements: [
            { type: "VCPU", value: "0.25" },
            { type: "MEMORY", value: "512" },
          ],
        },
      }),
    );
  }, 240_000);
  afterAll(async () => {
    await down({ state });
    await rm(state, { recursive: true, force: true });
  });

  test("what fits a rule goes to its queue, as its target says, and by the queue's policy", async () => {
    await queue("orders", "orders");
    await queue("closed", "another");
    await queue("closed-dlq", "orders");
    await rule(
      "orders",
      { source: ["shop"], detail: { amount: [{ numeric: [">", 10] }] } },
      {
        Id: "all",
        Arn: arn("sqs", "orders"),
        InputTransformer: {
          InputPathsMap: { amount: "$.detail.amount" },
          InputTemplate: '{"amount": <amount>, "by": "<aws.events.rule-name>"}',
        },
      },
      { Id: "closed", Arn: arn("sqs", "closed"), DeadLetterConfig: { Arn: arn("sqs", "closed-dlq") } },
    );
    const { FailedEntryCount } = await put({ amount: 11 });
    expect(FailedEntryCount).toBe(0);
    await put({ amount: 9 });
    expect((await messages("orders")).map(({ body }) => body)).toEqual([{ amount: 11, by: "orders" }]);
    expect(await messages("closed")).toEqual([]);
    expect(await messages("closed-dlq")).toMatchObject([
      {
        body: { source: "shop", "detail-type": "order", detail: { amount: 11 }, account: ACCOUNT },
        attributes: {
          RULE_ARN: arn("events", "rule/orders"),
          TARGET_ARN: arn("sqs", "closed"),
          ERROR_CODE: "NO_PERMISSIONS",
        },
      },
    ]);
  }, 60_000);

  test("a rule starts a job with parameters of the event, by its role and by no other", async () => {
    await queue("starts-dlq", "starts");
    const target = (Id: string, name: string, RoleArn: string): Target => ({
      Id,
      Arn: arn("batch", "job-queue/plain"),
      RoleArn,
      BatchParameters: { JobDefinition: arn("batch", "job-definition/ender:1"), JobName: name },
      InputTransformer: {
        InputPathsMap: { code: "$.detail.code" },
        InputTemplate: '{"Parameters": {"code": "<code>"}}',
      },
      DeadLetterConfig: { Arn: arn("sqs", "starts-dlq") },
    });
    await rule(
      "starts",
      { detail: { code: [{ exists: true }] } },
      target("well", "by-rule", role("starter")),
      target("badly", "never", role("idle")),
    );
    await put({ code: 0 });
    const [job, ...more] = await jobs("by-rule");
    expect(more).toEqual([]);
    expect(job).toMatchObject({ status: "SUCCEEDED", parameters: { code: "0" } });
    expect(await jobs("never")).toEqual([]);
    const [given] = await messages("starts-dlq");
    expect(given?.attributes.ERROR_MESSAGE).toContain("batch:SubmitJob");
    expect(
      await refusal(
        events.send(
          new PutTargetsCommand({
            Rule: "starts",
            Targets: [{ Id: "x", Arn: arn("batch", "job-queue/plain") }],
          }),
        ),
      ),
    ).toMatch(/^ValidationException: RoleArn is required/);
  }, 60_000);

  test("what a job comes to is an event: a rule without a target counts it, and an alarm goes off", async () => {
    const failed = {
      source: ["aws.batch"],
      detail: { status: ["FAILED"], jobQueue: [arn("batch", "job-queue/plain")] },
    };
    await events.send(new PutRuleCommand({ Name: "failed", EventPattern: JSON.stringify(failed) }));
    await events.send(
      new PutRuleCommand({
        Name: "blocked",
        EventPattern: JSON.stringify({
          "detail-type": ["Batch Job Queue Blocked"],
          resources: [arn("batch", "job-queue/plain")],
        }),
      }),
    );
    const watch = new CloudWatchClient({ region });
    for (const AlarmName of ["failed", "blocked"])
      await watch.send(
        new PutMetricAlarmCommand({
          AlarmName,
          Namespace: "AWS/Events",
          MetricName: "TriggeredRules",
          Dimensions: [{ Name: "RuleName", Value: AlarmName }],
          Statistic: "Sum",
          Period: 300,
          EvaluationPeriods: 1,
          Threshold: 0,
          ComparisonOperator: "GreaterThanThreshold",
          TreatMissingData: "notBreaching",
        }),
      );
    const states = async () => {
      await drained(local);
      const { MetricAlarms = [] } = await watch.send(new DescribeAlarmsCommand({}));
      return Object.fromEntries(
        MetricAlarms.map(({ AlarmName = "", StateValue }) => [AlarmName, StateValue]),
      );
    };
    expect(Object.values(await states())).not.toContain("ALARM");
    const submit = (more: object) =>
      batch.send(
        new SubmitJobCommand({ jobName: "fails", jobQueue: "plain", jobDefinition: "ender", ...more }),
      );
    await submit({ parameters: { code: "1" } });
    expect(await states()).toMatchObject({ failed: "ALARM", blocked: expect.not.stringContaining("ALARM") });
    await submit({ containerOverrides: { resourceRequirements: [{ type: "VCPU", value: "16" }] } });
    expect(await states()).toMatchObject({ failed: "ALARM", blocked: "ALARM" });
  }, 60_000);

  test("a schedule starts a job when its time has come, and not where it is disabled", async () => {
    await sqs.send(new CreateQueueCommand({ QueueName: "schedules-dlq" }));
    const scheduler = new SchedulerClient({ region });
    const schedule = (name: string, RoleArn: string, expression = "rate(1 hour)") => ({
      Name: name,
      ScheduleExpression: expression,
      FlexibleTimeWindow: { Mode: "OFF" as const },
      Target: {
        Arn: "arn:aws:scheduler:::aws-sdk:batch:submitJob",
        RoleArn,
        Input: JSON.stringify({
          JobName: name,
          JobQueue: "plain",
          JobDefinition: arn("batch", "job-definition/ender:1"),
          Parameters: { at: "<aws.scheduler.scheduled-time>" },
        }),
        DeadLetterConfig: { Arn: arn("sqs", "schedules-dlq") },
      },
    });
    expect(
      await refusal(
        scheduler.send(new CreateScheduleCommand(schedule("x", role("starter"), "cron(0 25 * * ? *)"))),
      ),
    ).toMatch(/^ValidationException: Invalid Schedule Expression/);
    await scheduler.send(new CreateScheduleCommand(schedule("hourly", role("starter"))));
    await advance(local, 3 * 3600 + 60);
    const started = await jobs("hourly");
    expect(new Set(started.map(({ parameters }) => parameters?.at)).size).toBe(3);
    await scheduler.send(
      new UpdateScheduleCommand({ ...schedule("hourly", role("starter")), State: "DISABLED" }),
    );
    await scheduler.send(
      new CreateScheduleCommand(schedule("never", role("idle"), "at(2026-12-24T18:00:00)")),
    );
    await advance(local, 40 * 86_400);
    expect(await jobs("hourly")).toHaveLength(3);
    expect(await jobs("never")).toEqual([]);
  }, 90_000);

  test("a rule with a schedule sends by the clock, and putting events takes a permission for their source", async () => {
    await queue("ticks", "ticks");
    await events.send(new PutRuleCommand({ Name: "ticks", ScheduleExpression: "rate(2 hours)" }));
    await events.send(
      new PutTargetsCommand({
        Rule: "ticks",
        Targets: [{ Id: "one", Arn: arn("sqs", "ticks"), InputPath: "$.resources" }],
      }),
    );
    await advance(local, 2 * 3600);
    expect((await messages("ticks")).map(({ body }) => body)).toEqual([[arn("events", "rule/ticks")]]);
    const { Credentials } = await new STSClient({ region }).send(
      new AssumeRoleCommand({ RoleArn: role("putter"), RoleSessionName: "test" }),
    );
    const client = new EventBridgeClient({
      region,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? "",
        secretAccessKey: Credentials?.SecretAccessKey ?? "",
        sessionToken: Credentials?.SessionToken ?? "",
      },
    });
    expect(await refusal(put({ amount: 1 }, client))).toBe("accepted");
    const other = client.send(
      new PutEventsCommand({ Entries: [{ Source: "bank", DetailType: "order", Detail: "{}" }] }),
    );
    expect(await refusal(other)).toContain("events:PutEvents");
    const { Entries } = await events.send(
      new PutEventsCommand({
        Entries: [
          { Source: "aws.batch", DetailType: "order", Detail: "{}" },
          { Source: "shop", DetailType: "order", Detail: "no json" },
        ],
      }),
    );
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      "NotAuthorizedForSourceException",
      "MalformedDetail",
    ]);
  }, 60_000);

  test("containers of one task share a folder, run in order, and know how the others ended", async () => {
    const container = (name: string, command: string[], more: object = {}) => ({
      name,
      image: IMAGE,
      command,
      environment: [{ name: "SHARED", value: "/shared" }],
      mountPoints: [{ sourceVolume: "shared", containerPath: "/shared", readOnly: false }],
      resourceRequirements: [
        { type: "VCPU" as const, value: "0.25" },
        { type: "MEMORY" as const, value: "512" },
      ],
      ...more,
    });
    const register = (name: string, second: string[], more: object = {}) =>
      batch.send(
        new RegisterJobDefinitionCommand({
          jobDefinitionName: name,
          type: "container",
          platformCapabilities: ["EC2"],
          ecsProperties: {
            taskProperties: [
              {
                executionRoleArn: role("runner"),
                volumes: [{ name: "shared" }],
                containers: [
                  container("first", ["write", "1"], { essential: false }),
                  container("second", second, {
                    essential: false,
                    dependsOn: [{ containerName: "first", condition: "SUCCESS" }],
                  }),
                  container("third", ["tell"], {
                    essential: true,
                    dependsOn: [{ containerName: "second", condition: "COMPLETE" }],
                    ...more,
                  }),
                ],
              },
            ],
          },
        }),
      );
    await register("well", ["write", "2"]);
    await register("badly", ["fail", "9"]);
    const { jobDefinitions: [kept] = [] } = await batch.send(
      new DescribeJobDefinitionsCommand({ jobDefinitionName: "well" }),
    );
    expect(kept?.containerProperties).toBeUndefined();
    expect(kept?.ecsProperties?.taskProperties?.[0]?.containers).toHaveLength(3);
    for (const jobDefinition of ["well", "badly"])
      await batch.send(new SubmitJobCommand({ jobName: jobDefinition, jobQueue: "plain", jobDefinition }));
    const codes = async (name: string) => {
      const [job] = await jobs(name);
      const containers = job?.attempts?.[0]?.taskProperties?.[0]?.containers ?? [];
      return [job?.status, ...containers.map(({ exitCode }) => exitCode)];
    };
    expect(await codes("well")).toEqual(["SUCCEEDED", 0, 0, 0]);
    expect(await codes("badly")).toEqual(["FAILED", 0, 9, 9]);
    expect(
      await refusal(register("wrong", [], { dependsOn: [{ containerName: "none", condition: "START" }] })),
    ).toMatch(/^ClientException: .*third depends on none/);
  }, 60_000);
});
