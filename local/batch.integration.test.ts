// Batch on free ports: jobs as processes and as containers, tried again, ended, in arrays and after others, as their roles.
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchClient,
  CancelJobCommand,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  CreateSchedulingPolicyCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobsCommand,
  type JobDetail,
  ListJobsCommand,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
  SubmitJobCommand,
  type SubmitJobCommandInput,
  TerminateJobCommand,
} from "@aws-sdk/client-batch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { down, drained, environment, type LocalAws, status, up } from "./index.ts";
import { docker, engineAnswers } from "./process/docker.ts";
import { firstOf } from "./testing/ec2.ts";

const ACCOUNT = "123456789012";
const DIGEST = "0123456789abcdef".repeat(4);
const IMAGE = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/acme-stage:${DIGEST}-arm64`;
const GROUP = "/acme/jobs";

/** An image of ours for these tests: it does what its arguments say. */
const CODE = `
const [what, ...rest] = process.argv.slice(2);
const { AWS_BATCH_JOB_ATTEMPT: attempt, AWS_BATCH_JOB_ARRAY_INDEX: index = "" } = process.env;
console.log([what, ...rest, "attempt " + attempt, "index " + index].join(" "));
if (what === "exit") process.exit(Number(rest[0]));
if (what === "fail-until") process.exit(attempt >= rest[0] ? 0 : 3);
if (what === "fail-index") process.exit(index === rest[0] ? 1 : 0);
if (what === "wait") { process.on("SIGTERM", () => { console.log("asked to end"); process.exit(143); }); setInterval(() => {}, 1000); }
if (what === "die") process.kill(process.pid, "SIGKILL");
if (what === "grow") { const kept = []; setInterval(() => kept.push(Buffer.alloc(50e6, 1)), 20); }
if (what === "read") {
  const { S3Client, GetObjectCommand } = require("@aws-sdk/client-s3");
  new S3Client({ forcePathStyle: true }).send(new GetObjectCommand({ Bucket: "files", Key: rest[0] }))
    .then(({ Body }) => Body.transformToString()).then((text) => { console.log(text); process.exit(0); },
      (error) => { console.log(error.name); process.exit(1); });
}`;

let state: string;
let local: LocalAws;
let batch: BatchClient;
let logs: CloudWatchLogsClient;

const submit = async (command: string[], more: Partial<SubmitJobCommandInput> = {}): Promise<string> => {
  const { jobId = "" } = await batch.send(
    new SubmitJobCommand({
      jobName: "one",
      jobQueue: "plain",
      jobDefinition: "own",
      containerOverrides: { command },
      ...more,
    }),
  );
  return jobId;
};
const describeJob = async (jobId: string): Promise<JobDetail> => {
  const { jobs: [job] = [] } = await batch.send(new DescribeJobsCommand({ jobs: [jobId] }));
  if (!job) throw new Error(`no job ${jobId}`);
  return job;
};
const until = async (jobId: string, ...states: string[]): Promise<JobDetail> => {
  for (;;) {
    const job = await describeJob(jobId);
    if (states.includes(job.status ?? "")) return job;
    await sleep(100);
  }
};
const over = (jobId: string) => until(jobId, "SUCCEEDED", "FAILED");
const run = async (command: string[], more: Partial<SubmitJobCommandInput> = {}) =>
  over(await submit(command, more));
const logOf = async (job: JobDetail): Promise<string[]> => {
  const { events = [] } = await logs.send(
    new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: job.container?.logStreamName ?? "" }),
  );
  return events.map(({ message = "" }) => message);
};
const refusal = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => "accepted",
    (error: Error) => `${error.name}: ${error.message}`,
  );

const definition = (
  name: string,
  container: Partial<RegisterJobDefinitionCommandInput["containerProperties"]> = {},
  more: Partial<RegisterJobDefinitionCommandInput> = {},
) =>
  batch.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: name,
      type: "container",
      platformCapabilities: ["FARGATE"],
      containerProperties: {
        image: IMAGE,
        command: ["read", "Ref::key"],
        jobRoleArn: `arn:aws:iam::${ACCOUNT}:role/worker`,
        executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/runner`,
        resourceRequirements: [
          { type: "VCPU", value: "0.25" },
          { type: "MEMORY", value: "512" },
        ],
        logConfiguration: {
          logDriver: "awslogs",
          options: { "awslogs-group": GROUP, "awslogs-stream-prefix": name },
        },
        ...container,
      },
      parameters: { key: "default.txt" },
      ...more,
    }),
  );

const engine = await engineAnswers();
if (!engine) console.log("The local AWS's jobs in containers are left out: no container engine answers.");

describe("Batch", () => {
  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "headrace-batch-"));
    local = await up({ state });
    for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
    const region = "us-east-1";
    batch = new BatchClient({ region });
    logs = new CloudWatchLogsClient({ region });
    const iam = new IAMClient({ region });
    const s3 = new S3Client({ region });
    await mkdir(join(state, "images", DIGEST), { recursive: true });
    await writeFile(join(state, "images", DIGEST, "index.js"), CODE);
    const allow = (RoleName: string, Statement: object[]) =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName,
          PolicyName: "all",
          PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
        }),
      );
    for (const RoleName of ["worker", "runner", "mute"])
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: "{}" }));
    await allow("worker", [
      { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::files/default.txt" },
      { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::files" },
    ]);
    const pull = [
      { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      {
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        Resource: `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/acme-stage`,
      },
    ];
    await allow("mute", pull);
    await allow("runner", [
      ...pull,
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${GROUP}:*`,
      },
    ]);
    await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    await s3.send(new CreateBucketCommand({ Bucket: "files" }));
    await s3.send(new PutObjectCommand({ Bucket: "files", Key: "default.txt", Body: "found" }));

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
    const { arn } = await batch.send(
      new CreateSchedulingPolicyCommand({ name: "fair", fairsharePolicy: { shareDecaySeconds: 60 } }),
    );
    const order = [{ order: 1, computeEnvironment: "fargate" }];
    for (const [jobQueueName, schedulingPolicyArn] of [
      ["plain", undefined],
      ["shared", arn],
    ] as const)
      await batch.send(
        new CreateJobQueueCommand({
          jobQueueName,
          priority: 1,
          computeEnvironmentOrder: order,
          ...(schedulingPolicyArn && { schedulingPolicyArn }),
        }),
      );
    await definition("own");
  }, 240_000);
  afterAll(async () => {
    await down({ state });
    await rm(state, { recursive: true, force: true });
  });

  test("a compute environment without a service role has the service-linked one", async () => {
    const { computeEnvironments: [found] = [] } = await batch.send(
      new DescribeComputeEnvironmentsCommand({ computeEnvironments: ["fargate"] }),
    );
    expect(found?.serviceRole).toMatch(
      /:role\/aws-service-role\/batch\.amazonaws\.com\/AWSServiceRoleForbatch$/i,
    );
  });

  test("a job runs as its role, with its parameters, and its log is read where its definition says", async () => {
    const job = await run([], { containerOverrides: {} });
    expect(job).toMatchObject({
      status: "SUCCEEDED",
      statusReason: "Essential container in task exited",
      container: { exitCode: 0, image: IMAGE },
      jobQueue: `arn:aws:batch:us-east-1:${ACCOUNT}:job-queue/plain`,
      attempts: [{ container: { exitCode: 0 } }],
    });
    expect(await logOf(job)).toEqual(["read default.txt attempt 1 index ", "found"]);
    expect(job.container?.logStreamName).toMatch(/^own\/default\/[0-9a-f]{32}$/);
    const denied = await run([], { containerOverrides: {}, parameters: { key: "other.txt" } });
    expect(denied).toMatchObject({ status: "FAILED", container: { exitCode: 1 } });
    expect(await logOf(denied)).toContain("AccessDenied");
    const { denied: refused } = await status(local);
    expect(refused).toMatchObject([{ action: "s3:GetObject", resource: "arn:aws:s3:::files/other.txt" }]);
  }, 60_000);

  test("it is tried again as its strategy says, and not where its exit code says so", async () => {
    const strategy = {
      attempts: 3,
      evaluateOnExit: [
        { onExitCode: "1", action: "EXIT" as const },
        { onReason: "OutOfMemoryError*", action: "EXIT" as const },
        { onStatusReason: "Essential*", action: "RETRY" as const },
      ],
    };
    const [passed, wrong, never, killed] = await Promise.all([
      run(["fail-until", "2"], { retryStrategy: strategy }),
      run(["exit", "1"], { retryStrategy: strategy }),
      run(["exit", "3"], { retryStrategy: strategy }),
      run(["die"], { retryStrategy: { attempts: 2 } }),
    ]);
    expect(passed).toMatchObject({ status: "SUCCEEDED", attempts: [{}, { container: { exitCode: 0 } }] });
    expect(wrong.attempts).toHaveLength(1);
    expect(wrong).toMatchObject({ status: "FAILED", container: { exitCode: 1 } });
    expect(never.attempts).toHaveLength(3);
    expect(killed).toMatchObject({ status: "FAILED", container: { exitCode: 137 }, attempts: [{}, {}] });
    const large = await run(["grow"], { retryStrategy: strategy });
    expect(large).toMatchObject({
      status: "FAILED",
      container: { exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" },
    });
    expect(large.attempts).toHaveLength(1);
  }, 60_000);

  test("it is terminated at work, and cancelled before", async () => {
    const running = await submit(["wait"]);
    await until(running, "RUNNING");
    for (let said: string[] = []; !said.some((line) => line.startsWith("wait")); await sleep(50))
      said = await describeJob(running)
        .then(logOf)
        .catch(() => []);
    const waiting = await submit(["exit", "0"], { dependsOn: [{ jobId: running }] });
    expect(await describeJob(waiting)).toMatchObject({ status: "PENDING", dependsOn: [{ jobId: running }] });
    await batch.send(new CancelJobCommand({ jobId: running, reason: "too late" }));
    expect(await describeJob(running)).toMatchObject({ status: "RUNNING", isCancelled: false });
    expect((await status(local)).idle).toBe(false);
    await batch.send(new CancelJobCommand({ jobId: waiting, reason: "not needed" }));
    expect(await over(waiting)).toMatchObject({
      status: "FAILED",
      statusReason: "not needed",
      isCancelled: true,
    });
    const dependent = await submit(["exit", "0"], { dependsOn: [{ jobId: running }] });
    await batch.send(new TerminateJobCommand({ jobId: running, reason: "enough" }));
    const ended = await over(running);
    expect(ended).toMatchObject({ status: "FAILED", statusReason: "enough", isTerminated: true });
    expect(await logOf(ended)).toContain("asked to end");
    expect(await over(dependent)).toMatchObject({ status: "FAILED", statusReason: "Dependent Job failed" });
    await drained(local);
  }, 60_000);

  test("arrays: children have an index each, the parent is what they are; N_TO_N and SEQUENTIAL", async () => {
    const whole = await submit(["exit", "0"], { arrayProperties: { size: 3 } });
    const after = await submit(["fail-index", "1"], {
      arrayProperties: { size: 3 },
      dependsOn: [{ jobId: whole, type: "N_TO_N" }, { type: "SEQUENTIAL" }],
      jobName: "two",
    });
    expect(await over(whole)).toMatchObject({
      status: "SUCCEEDED",
      arrayProperties: { size: 3, statusSummary: { SUCCEEDED: 3, FAILED: 0 } },
    });
    expect(await over(after)).toMatchObject({
      status: "FAILED",
      statusReason: "Array Child Job failed",
      arrayProperties: { statusSummary: { SUCCEEDED: 1, FAILED: 2 } },
    });
    const { jobSummaryList = [] } = await batch.send(
      new ListJobsCommand({ arrayJobId: after, jobStatus: "FAILED" }),
    );
    expect(jobSummaryList.map(({ jobId, statusReason }) => [jobId, statusReason]).sort()).toEqual([
      [`${after}:1`, "Essential container in task exited"],
      [`${after}:2`, "Dependent Job failed"],
    ]);
    const named = await batch.send(
      new ListJobsCommand({ jobQueue: "plain", filters: [{ name: "JOB_NAME", values: ["tw*"] }] }),
    );
    expect(named.jobSummaryList?.map(({ jobId }) => jobId)).toEqual([after]);
  }, 60_000);

  test("what AWS refuses is refused: shares, names, sizes, times", async () => {
    const asked = await Promise.all([
      refusal(submit([], { jobQueue: "shared" })),
      refusal(submit([], { shareIdentifier: "a" })),
      refusal(submit([], { jobDefinition: "nothing" })),
      refusal(submit([], { jobQueue: "nothing" })),
      refusal(submit([], { jobName: "a b" })),
      refusal(submit([], { timeout: { attemptDurationSeconds: 5 } })),
      refusal(submit([], { dependsOn: [{ jobId: "nothing" }] })),
      refusal(definition("bad", { executionRoleArn: undefined })),
      refusal(
        definition("bad", {
          resourceRequirements: [
            { type: "VCPU", value: "1" },
            { type: "MEMORY", value: "512" },
          ],
        }),
      ),
      refusal(definition("bad", { environment: [{ name: "AWS_BATCH_X", value: "1" }] })),
      refusal(definition("bad", {}, { timeout: { attemptDurationSeconds: 10 } })),
    ]);
    for (const one of asked) expect(one).toMatch(/^ClientException: /);
    expect(await run(["exit", "0"], { jobQueue: "shared", shareIdentifier: "a" })).toMatchObject({
      status: "SUCCEEDED",
      shareIdentifier: "a",
    });
  }, 60_000);

  test("a job that no compute environment holds waits, says why, and is waited for by nobody", async () => {
    const jobId = await submit(["exit", "0"], {
      containerOverrides: { resourceRequirements: [{ type: "VCPU", value: "16" }] },
    });
    expect(await describeJob(jobId)).toMatchObject({
      status: "RUNNABLE",
      statusReason: expect.stringContaining("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT"),
    });
    await drained(local);
    await batch.send(new TerminateJobCommand({ jobId, reason: "never" }));
  }, 60_000);

  test("an execution role that may not write the log, or fetch the image, keeps a job from starting", async () => {
    const mute = `arn:aws:iam::${ACCOUNT}:role/mute`;
    await definition("mute", { executionRoleArn: mute });
    await definition("foreign", {
      image: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/other:${DIGEST}`,
    });
    const [unlogged, unfetched] = await Promise.all([
      run([], { jobDefinition: "mute" }),
      run([], { jobDefinition: "foreign" }),
    ]);
    expect(unlogged.statusReason).toMatch(/^ResourceInitializationError: .*logs:CreateLogStream/);
    expect(unfetched.statusReason).toMatch(/^CannotPullECRContainerError: .*ecr:BatchCheckLayerAvailability/);
  }, 60_000);

  test("another image runs in the container engine; without one it is refused clearly", async () => {
    const image = "headrace-test-shell:1";
    const base = "public.ecr.aws/lambda/nodejs:22";
    if (engine) {
      if (!(await docker(["image", "inspect", base], 30_000)).ok) return;
      execFileSync("docker", ["build", "--quiet", "--tag", image, "-"], {
        input: `FROM ${base}\nENTRYPOINT []\n`,
        stdio: ["pipe", "ignore", "ignore"],
      });
    }
    await definition("any", {
      image,
      environment: [{ name: "WHO", value: "somebody" }],
      readonlyRootFilesystem: true,
      user: "10001",
    });
    const command = ["/bin/sh", "-c", "echo $WHO $AWS_BATCH_JOB_ATTEMPT; touch /file; exit 7"];
    const job = await run(command, { jobDefinition: "any" });
    if (engine) {
      expect(job).toMatchObject({ status: "FAILED", container: { exitCode: 7 } });
      expect((await logOf(job)).sort()).toEqual([
        "somebody 1",
        expect.stringContaining("Read-only file system"),
      ]);
      const waiting = await submit(["/bin/sh", "-c", "trap 'exit 143' TERM; sleep 60 & wait"], {
        jobDefinition: "any",
      });
      await until(waiting, "RUNNING");
      await sleep(1000);
      await batch.send(new TerminateJobCommand({ jobId: waiting, reason: "enough" }));
      expect(await over(waiting)).toMatchObject({ status: "FAILED", statusReason: "enough" });
      await docker(["image", "rm", "--force", image], 30_000);
    } else expect(job.statusReason).toMatch(/^CannotPullContainerError: .*Start Docker/);
    const missing = await definition("missing", {
      image: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/acme-stage:nothing`,
    }).then(() => run([], { jobDefinition: "missing" }));
    expect(missing).toMatchObject({
      status: "FAILED",
      statusReason: expect.stringMatching(/^CannotPullContainerError: /),
    });
  }, 120_000);
});
