// A job of Glue that is nobody's of the pipeline: its role, its run, what it printed; and nothing of it is left.
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateJobCommand,
  DeleteJobCommand,
  type GlueClient,
  type JobRun,
  StartJobRunCommand,
} from "@aws-sdk/client-glue";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { Laptop } from "../laptop.ts";
import { runsOf } from "./runs.ts";

const RoleName = "plain";
const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const may = (Action: string, Resource: string[]) => ({ Effect: "Allow", Action, Resource });
const arns = (name: string) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
const trust = { Effect: "Allow", Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" };

/**
 * @param script its URI
 * @param reads names of the buckets that it may read
 * @param ended waits for the run's end
 */
export async function runPlainJob(
  { aws }: Laptop,
  glue: GlueClient,
  { script, reads, ended }: { script: string; reads: readonly string[]; ended: () => Promise<unknown> },
): Promise<{ run: JobRun | undefined; printed: string }> {
  const iam = new IAMClient(aws);
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
  const all = reads.flatMap(arns);
  await iam.send(
    new PutRolePolicyCommand({
      ...{ RoleName, PolicyName: "all" },
      PolicyDocument: document(
        may("s3:GetObject", all),
        may("s3:ListBucket", all),
        may("kms:Decrypt", ["*"]),
        may("logs:*", ["*"]),
      ),
    }),
  );
  await glue.send(
    new CreateJobCommand({
      ...{ Name: "plain", Role: RoleName, GlueVersion: "5.0", WorkerType: "G.1X", NumberOfWorkers: 2 },
      Command: { Name: "glueetl", ScriptLocation: script },
    }),
  );
  await glue.send(new StartJobRunCommand({ JobName: "plain" }));
  await ended();
  const [run] = await runsOf(glue, "plain");
  const logs = new CloudWatchLogsClient(aws);
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({
      logGroupName: "/aws-glue/jobs/output",
      logStreamNames: [`${run?.Id}-driver`],
    }),
  );
  for (const kind of ["output", "error"])
    await logs.send(new DeleteLogGroupCommand({ logGroupName: `/aws-glue/jobs/${kind}` }));
  logs.destroy();
  await glue.send(new DeleteJobCommand({ JobName: "plain" }));
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "all" }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
  iam.destroy();
  return { run, printed: events.map(({ message }) => message).join("\n") };
}
