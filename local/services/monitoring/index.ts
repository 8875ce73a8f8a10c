// CloudWatch: metrics of what happens here, and alarms and dashboards on them. Nothing of it is moto's. It does not have anomaly
// detection, metric streams, insight rules, statistic sets, statistics other than the five and percentiles, actions but those
// of SNS topics, or suppressed actions; README.md of the folder says how it differs beside.
import { ApiError, errorAnswer } from "../../gateway/aws-json.ts";
import type { Forward, LocalContext, OwnService } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { AlarmBook } from "./alarms/book.ts";
import { notify } from "./alarms/notification.ts";
import { AlarmWatch } from "./alarms/watch.ts";
import { alarmOperations } from "./api/alarms.ts";
import { dashboardOperations } from "./api/dashboards.ts";
import { metricOperations } from "./api/metrics.ts";
import type { Around, Operations } from "./api/operations.ts";
import { answerOf, inputOf } from "./api/protocol.ts";
import { tagOperations } from "./api/tags.ts";
import { needs } from "./needs.ts";
import { QueueDepths } from "./queue-depths.ts";
import type { MetricStore } from "./series/store.ts";

const OPERATIONS: Operations = {
  ...alarmOperations,
  ...metricOperations,
  ...dashboardOperations,
  ...tagOperations,
};

interface MonitoringContext extends LocalContext {
  forward: Forward;
  account: Account;
  metrics: MetricStore;
}

export function monitoring({ forward, account, accountId, metrics: store }: MonitoringContext): OwnService {
  const book = new AlarmBook();
  const depths = new QueueDepths(forward, store, book, accountId);
  const watch = new AlarmWatch({
    store,
    book,
    sample: (everything) => depths.sample(everything),
    act: (region, action, alarm, old) => notify({ forward, account, accountId, region }, action, alarm, old),
  });
  const dashboards: Around["dashboards"] = new Map();
  const tags: Around["tags"] = new Map();

  return {
    services: ["monitoring"],
    target: { prefix: "GraniteServiceVersion20100801", version: "1.0" },
    needs: (request, { accountId: account }) => needs(request, account),
    async handle(request) {
      const { region, operation = "" } = request;
      try {
        const operate = OPERATIONS[operation];
        if (!operate)
          throw new ApiError(
            "InvalidAction",
            `The local AWS cannot do CloudWatch's ${operation || request.path}.`,
          );
        const around: Around = {
          region,
          clock: store.clock,
          store,
          book,
          dashboards,
          tags,
          arn: (rest) => `arn:aws:cloudwatch:${region}:${accountId}:${rest}`,
          changed: () => watch.wake(),
          enter: async (alarm, verdict) => {
            await watch.enter(book.in(region), alarm, verdict);
            watch.wake();
          },
        };
        return answerOf(request, await operate(around, inputOf(request)));
      } catch (error) {
        return errorAnswer(request, error);
      }
    },
    witness: (request, response) => {
      if (depths.changedBy(request, response)) watch.wake();
    },
    advance: () => watch.settle(),
    activity: async () => ({ work: [{ what: "alarms to look at", count: watch.busy ? 1 : 0 }] }),
    close: async () => watch.close(),
  };
}
