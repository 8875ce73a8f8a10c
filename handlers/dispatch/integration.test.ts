// The dispatch function against moto's audit table and an endpoint that stands for Batch, which keeps what it is asked.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Account, makePipeline, openAccount, type Pipeline } from "../testing/account.ts";
import { auditOf, notification } from "../testing/inspect.ts";
import { bundleTo, failuresIn, invoke, sqsMessage } from "../testing/invoke.ts";

interface Asked {
  jobName: string;
  jobQueue: string;
  jobDefinition: string;
  shareIdentifier: string;
  parameters: { event: string };
}

describe("the dispatch function", () => {
  let account: Account;
  let pipeline: Pipeline;
  let bundle: string;
  let server: Server;
  let asked: Asked[] = [];
  let status = 200;

  beforeAll(async () => {
    account = await openAccount();
    pipeline = await makePipeline(account, "dispatch", { version: 1, name: "acme", datasets: {} });
    bundle = await bundleTo(account.scratch, "dispatch");
    server = createServer(async (request, response) => {
      const body = JSON.parse(await text(request)) as Asked;
      if (status === 200) asked.push(body);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(
        status === 200
          ? JSON.stringify({ jobId: `job-${asked.length}`, jobName: body.jobName })
          : JSON.stringify({ message: "JobQueue is in DISABLED state." }),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  }, 180_000);
  afterAll(async () => {
    server?.close();
    await account?.close();
  });

  const dispatch = (...bodies: string[]) => {
    asked = [];
    return invoke({
      bundle,
      messages: bodies.map(sqsMessage),
      env: {
        ...account.env,
        AWS_ENDPOINT_URL_BATCH: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        JOB_QUEUE_ARN: "arn:aws:batch:eu-west-1:123456789012:job-queue/acme-spot",
        IMPORT_JOB_DEFINITION_ARN: "arn:aws:batch:eu-west-1:123456789012:job-definition/acme-import:3",
        AUDIT_TABLE: pipeline.auditTable,
      },
    });
  };

  test("submits a job per object, with its dataset as share, and notes it in the object's record", async () => {
    const { response, log } = await dispatch(
      notification(pipeline.landing, "big-orders/2026/é 1+.csv", "v1"),
      "no notification",
      notification(pipeline.landing, "_odd/x.csv"),
    );
    expect(response.batchItemFailures).toHaveLength(1);
    expect(failuresIn(log)).toMatchObject([{ code: "message_unreadable" }]);
    expect(asked).toMatchObject([
      {
        jobName: expect.stringMatching(/^import-big-orders-[0-9a-f]{32}$/),
        jobQueue: expect.stringMatching(/acme-spot$/),
        jobDefinition: expect.stringMatching(/acme-import:3$/),
        shareIdentifier: "bigorders",
      },
      { shareIdentifier: "odd" },
    ]);
    const [first] = asked;
    expect(JSON.parse(first?.parameters.event ?? "")).toMatchObject({
      Records: [{ s3: { object: { key: "big-orders/2026/%C3%A9+1%2B.csv", versionId: "v1" } } }],
    });
    const jobs = (await auditOf(account, pipeline.auditTable)).map(({ job_id }) => job_id);
    expect(jobs.sort()).toEqual(["job-1", "job-2"]);
  }, 60_000);

  test("what Batch refuses comes again", async () => {
    status = 400;
    const { response } = await dispatch(notification(pipeline.landing, "orders/a.csv"));
    status = 200;
    expect(response.batchItemFailures).toHaveLength(1);
    expect(asked).toEqual([]);
  }, 60_000);
});
