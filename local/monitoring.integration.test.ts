// CloudWatch on the running local AWS: what functions print and do becomes metrics, alarms change by them, topics are told.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutCompositeAlarmCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeQueryDefinitionsCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  PutQueryDefinitionCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { advance, down, drained, environment, type LocalAws, up } from "./index.ts";

const ACCOUNT = "123456789012";
let state: string;
let local: LocalAws;
let cloudwatch: CloudWatchClient;
let logs: CloudWatchLogsClient;
let sqs: SQSClient;
let topic: string;
let heard: string;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-monitoring-"));
  local = await up({ state });
  const env = environment(local);
  const options = {
    endpoint: local.endpoint,
    region: "us-east-1",
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "",
    },
  };
  cloudwatch = new CloudWatchClient(options);
  logs = new CloudWatchLogsClient(options);
  sqs = new SQSClient(options);
  const sns = new SNSClient(options);
  topic = (await sns.send(new CreateTopicCommand({ Name: "alarms" }))).TopicArn ?? "";
  const policy = {
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:heard`,
      },
    ],
  };
  heard =
    (
      await sqs.send(
        new CreateQueueCommand({ QueueName: "heard", Attributes: { Policy: JSON.stringify(policy) } }),
      )
    ).QueueUrl ?? "";
  await sns.send(
    new SubscribeCommand({
      TopicArn: topic,
      Protocol: "sqs",
      Endpoint: `arn:aws:sqs:us-east-1:${ACCOUNT}:heard`,
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  sns.destroy();
}, 180_000);

afterAll(async () => {
  for (const client of [cloudwatch, logs, sqs]) client?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
});

const alarm = (own: Partial<PutMetricAlarmCommandInput> & { AlarmName: string }) =>
  cloudwatch.send(
    new PutMetricAlarmCommand({
      Namespace: "Test",
      MetricName: "Value",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "notBreaching",
      AlarmActions: [topic],
      OKActions: [topic],
      ...own,
    }),
  );
const put = (Value: number, MetricName = "Value") =>
  cloudwatch.send(new PutMetricDataCommand({ Namespace: "Test", MetricData: [{ MetricName, Value }] }));

/** Once all alarms were looked at. */
async function stateOf(...AlarmNames: string[]): Promise<(string | undefined)[]> {
  await drained(local);
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
  );
  const all = [...MetricAlarms, ...CompositeAlarms];
  return AlarmNames.map((name) => all.find(({ AlarmName }) => AlarmName === name)?.StateValue);
}

/** `ALARM name`, of what the topic was told since the last call. */
async function told(): Promise<string[]> {
  await drained(local);
  const found: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: heard, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return found.sort();
    for (const { Body = "", ReceiptHandle } of Messages) {
      const { NewStateValue, AlarmName } = JSON.parse(Body) as Record<string, string>;
      found.push(`${NewStateValue} ${AlarmName}`);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: heard, ReceiptHandle }));
    }
  }
}

describe("an alarm", () => {
  test("knows nothing at first, fires, tells its topic, and is well again when the time has passed", async () => {
    await alarm({ AlarmName: "sum" });
    expect(await stateOf("sum")).toEqual(["OK"]);
    await put(3);
    expect(await stateOf("sum")).toEqual(["OK"]);
    await put(3);
    expect(await stateOf("sum")).toEqual(["ALARM"]);
    expect(await told()).toEqual(["ALARM sum", "OK sum"]);
    await advance(local, 61);
    expect(await stateOf("sum")).toEqual(["OK"]);
    expect(await told()).toEqual(["OK sum"]);
    const { AlarmHistoryItems = [] } = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: "sum", HistoryItemType: "StateUpdate" }),
    );
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
      "Alarm updated from ALARM to OK",
      "Alarm updated from OK to ALARM",
      "Alarm updated from INSUFFICIENT_DATA to OK",
    ]);
  });

  test("asks for as many datapoints as it is told, and treats those that are missing as it is told", async () => {
    await alarm({
      AlarmName: "two-of-three",
      MetricName: "B",
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 0,
    });
    await alarm({
      AlarmName: "silence",
      MetricName: "B",
      ComparisonOperator: "LessThanThreshold",
      Threshold: 1,
      TreatMissingData: "breaching",
    });
    await alarm({ AlarmName: "unknown", MetricName: "B", TreatMissingData: "missing" });
    expect(await stateOf("two-of-three", "silence", "unknown")).toEqual(["OK", "ALARM", "INSUFFICIENT_DATA"]);
    await put(1, "B");
    expect(await stateOf("two-of-three", "silence", "unknown")).toEqual(["OK", "OK", "OK"]);
    await advance(local, 60);
    await put(1, "B");
    expect(await stateOf("two-of-three")).toEqual(["ALARM"]);
    await told();
  });

  test("may be of math over metrics, and of others' states", async () => {
    const metric = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: "Test", MetricName }, Period: 60, Stat: "Sum" },
    });
    await alarm({
      AlarmName: "ratio",
      MetricName: undefined,
      Namespace: undefined,
      Statistic: undefined,
      Period: undefined,
      Metrics: [
        metric("bad", "Bad"),
        metric("all", "All"),
        { Id: "ratio", Expression: "100 * bad / all", ReturnData: true },
      ],
    });
    await cloudwatch.send(
      new PutCompositeAlarmCommand({
        AlarmName: "health",
        AlarmRule: 'ALARM("ratio") OR ALARM("none")',
        AlarmActions: [topic],
      }),
    );
    await put(100, "All");
    expect(await stateOf("ratio", "health")).toEqual(["OK", "OK"]);
    await put(10, "Bad");
    expect(await stateOf("ratio", "health")).toEqual(["ALARM", "ALARM"]);
    expect(await told()).toEqual(expect.arrayContaining(["ALARM health", "ALARM ratio"]));
    await expect(cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["ratio"] }))).rejects.toThrow(
      /health depends/,
    );
  });

  test("of a queue's depth fires by what lies in it", async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
    const Dimensions = [{ Name: "QueueName", Value: "dead" }];
    const own = { Namespace: "AWS/SQS", Statistic: "Maximum" as const, Dimensions };
    await alarm({
      ...own,
      AlarmName: "dead",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Threshold: 0,
    });
    await alarm({ ...own, AlarmName: "old", MetricName: "ApproximateAgeOfOldestMessage", Threshold: 3600 });
    expect(await stateOf("dead", "old")).toEqual(["OK", "OK"]);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    expect(await stateOf("dead", "old")).toEqual(["ALARM", "OK"]);
    await advance(local, 3700);
    expect(await stateOf("dead", "old")).toEqual(["ALARM", "ALARM"]);
    await told();
  });

  test.each([
    [{ Period: 45 }, /Invalid period/],
    [{ Period: 3600, EvaluationPeriods: 200 }, /seven days/],
    [{ Period: 300, EvaluationPeriods: 300 }, /more than a day/],
    [{ EvaluationPeriods: 2, DatapointsToAlarm: 3 }, /DatapointsToAlarm/],
    [{ Statistic: undefined }, /Exactly one of Statistic/],
    [{ AlarmActions: Array(6).fill("arn:aws:sns:us-east-1:1:x") }, /5 are the most/],
  ])("that AWS refuses is refused: %j", async (own, message) => {
    await expect(alarm({ AlarmName: "wrong", ...own })).rejects.toThrow(message);
  });
});

describe("what reaches a log group", () => {
  test("becomes metrics by its own format and by filters", async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/app" }));
    await logs.send(new CreateLogStreamCommand({ logGroupName: "/app", logStreamName: "s" }));
    await logs.send(
      new PutMetricFilterCommand({
        logGroupName: "/app",
        filterName: "denied",
        filterPattern: '{ $.code = "AccessDenied" }',
        metricTransformations: [{ metricNamespace: "Trail", metricName: "Denied", metricValue: "1" }],
      }),
    );
    const timestamp = Date.now();
    const emf = {
      _aws: {
        Timestamp: timestamp,
        CloudWatchMetrics: [{ Namespace: "App", Dimensions: [["p"]], Metrics: [{ Name: "Rows" }] }],
      },
      p: "acme",
      Rows: 12,
    };
    const logEvents = [JSON.stringify(emf), '{"code":"AccessDenied"}', "nothing"].map((message) => ({
      timestamp,
      message,
    }));
    await logs.send(new PutLogEventsCommand({ logGroupName: "/app", logStreamName: "s", logEvents }));
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(Date.now() - 86_400_000),
        EndTime: new Date(Date.now() + 86_400_000),
        MetricDataQueries: [
          { Id: "rows", Period: 86_400, Expression: "SUM(SEARCH('{App,p} MetricName=\"Rows\"', 'Sum'))" },
          {
            Id: "denied",
            MetricStat: { Metric: { Namespace: "Trail", MetricName: "Denied" }, Period: 86_400, Stat: "Sum" },
          },
        ],
      }),
    );
    expect(MetricDataResults.map(({ Id, Values }) => [Id, Values])).toEqual([
      ["rows", [12]],
      ["denied", [1]],
    ]);
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: "App" }));
    expect(Metrics).toEqual([
      { Namespace: "App", MetricName: "Rows", Dimensions: [{ Name: "p", Value: "acme" }] },
    ]);
  });

  test("is asked by queries that are kept by name", async () => {
    const { queryDefinitionId } = await logs.send(
      new PutQueryDefinitionCommand({
        name: "acme/errors",
        queryString: "fields @message",
        logGroupNames: ["/app"],
      }),
    );
    const { queryDefinitions } = await logs.send(
      new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: "acme/" }),
    );
    expect(queryDefinitions).toMatchObject([
      { queryDefinitionId, name: "acme/errors", logGroupNames: ["/app"] },
    ]);
  });
});

test("a dashboard that CloudWatch would not draw is refused with its place", async () => {
  const put = (widgets: object[]) =>
    cloudwatch.send(
      new PutDashboardCommand({ DashboardName: "d", DashboardBody: JSON.stringify({ widgets }) }),
    );
  const properties = { region: "us-east-1", metrics: [["AWS/Lambda", "Errors", "FunctionName", "f"]] };
  await put([{ type: "metric", x: 0, y: 0, width: 6, height: 6, properties }]);
  await expect(
    put([{ type: "metric", properties: { ...properties, metrics: [["AWS/Lambda"]] } }]),
  ).rejects.toThrow(/widgets\/0\/properties\/metrics/);
  await expect(put([{ type: "graph", properties }])).rejects.toThrow(/widgets\/0/);
});
