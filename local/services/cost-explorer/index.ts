// Cost Explorer's anomaly monitors and who is told of what they find, kept and given back; nothing costs anything here. The
// rest of Cost Explorer is moto's. Source: Cost Explorer API, AnomalyMonitor and AnomalySubscription.
import { randomUUID } from "node:crypto";
import { ApiError, errorAnswer, jsonAnswer, jsonBody } from "../../gateway/aws-json.ts";
import type { LocalContext, LocalService } from "../../gateway/service.ts";

type Fields = Record<string, unknown>;
interface Tag {
  Key: string;
  Value: string;
}

interface Kind {
  /** As operations and fields are called by it. */
  name: "AnomalyMonitor" | "AnomalySubscription";
  arn: "MonitorArn" | "SubscriptionArn";
  path: "anomalymonitor" | "anomalysubscription";
  /** Of the list of ARNs in Get, and of the list in its answer. */
  asked: string;
  answered: string;
}

const KINDS: readonly Kind[] = [
  {
    name: "AnomalyMonitor",
    arn: "MonitorArn",
    path: "anomalymonitor",
    asked: "MonitorArnList",
    answered: "AnomalyMonitors",
  },
  {
    name: "AnomalySubscription",
    arn: "SubscriptionArn",
    path: "anomalysubscription",
    asked: "SubscriptionArnList",
    answered: "AnomalySubscriptions",
  },
];

/** Monitors of an account: one by service, and 500 of one's own. Source: User Guide, "Quotas". */
const oneByService = (all: Iterable<Fields>, made: Fields): boolean =>
  made.MonitorType === "DIMENSIONAL" && [...all].some(({ MonitorType }) => MonitorType === "DIMENSIONAL");

export const costExplorer = ({ accountId }: LocalContext): LocalService => {
  const all = new Map<string, Fields>();
  const tags = new Map<string, Tag[]>();

  const found = (arn: unknown, { name }: Kind): Fields => {
    const one = all.get(String(arn));
    if (!one) throw new ApiError(`Unknown${name.replace("Anomaly", "")}Exception`, `${arn} is unknown.`);
    return one;
  };
  const create = (kind: Kind, input: Fields): Fields => {
    const made = { ...(input[kind.name] as Fields) };
    if (kind.name === "AnomalyMonitor" && oneByService(all.values(), made))
      throw new ApiError("LimitExceededException", "Limit exceeded on dimensional spend monitor creation.");
    const arn = `arn:aws:ce::${accountId}:${kind.path}/${randomUUID()}`;
    all.set(arn, { AccountId: accountId, ...made, [kind.arn]: arn });
    tags.set(arn, (input.ResourceTags as Tag[] | undefined) ?? []);
    return { [kind.arn]: arn };
  };
  const get = (kind: Kind, input: Fields): Fields => {
    const arns = input[kind.asked] as string[] | undefined;
    const own = [...all.keys()].filter((arn) => arn.includes(`:${kind.path}/`));
    return { [kind.answered]: (arns ?? own).map((arn) => found(arn, kind)) };
  };
  const operate = (operation: string, input: Fields): object | undefined => {
    const kind = KINDS.find(({ name }) => operation.replace(/s$/, "").endsWith(name));
    if (!kind) return undefined;
    const arn = input[kind.arn];
    switch (operation.slice(0, operation.indexOf("Anomaly"))) {
      case "Create":
        return create(kind, input);
      case "Get":
        return get(kind, input);
      case "Update":
        Object.assign(found(arn, kind), input);
        return { [kind.arn]: arn };
      case "Delete":
        found(arn, kind);
        all.delete(String(arn));
        tags.delete(String(arn));
        return {};
      default:
        return undefined;
    }
  };
  const tagged = (operation: string, input: Fields): object | undefined => {
    const arn = String(input.ResourceArn);
    const own = tags.get(arn);
    if (!own) return undefined;
    const given = (input.ResourceTags as Tag[] | undefined) ?? [];
    const gone = (input.ResourceTagKeys as string[] | undefined) ?? given.map(({ Key }) => Key);
    if (operation === "ListTagsForResource") return { ResourceTags: own };
    tags.set(arn, [...own.filter(({ Key }) => !gone.includes(Key)), ...given]);
    return {};
  };

  return {
    services: ["ce"],
    target: { prefix: "AWSInsightsIndexService", version: "1.1" },
    handle: (request, forward) => {
      try {
        const { operation = "" } = request;
        const input = jsonBody<Fields>(request);
        const answer = /Tag/.test(operation) ? tagged(operation, input) : operate(operation, input);
        return answer ? Promise.resolve(jsonAnswer(answer)) : forward(request);
      } catch (error) {
        return Promise.resolve(errorAnswer(request, error));
      }
    },
  };
};
