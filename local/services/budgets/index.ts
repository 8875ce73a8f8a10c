// AWS Budgets: budgets with their notifications, kept and given back. Nothing is ever spent here, so that nobody is told.
// Source: AWS Budgets API.
import { ApiError, errorAnswer, jsonAnswer, jsonBody } from "../../gateway/aws-json.ts";
import type { OwnService } from "../../gateway/service.ts";

interface Notification {
  NotificationType: string;
  ComparisonOperator: string;
  Threshold: number;
  ThresholdType?: string;
}

interface Subscriber {
  SubscriptionType: string;
  Address: string;
}

interface Told {
  Notification: Notification;
  Subscribers: Subscriber[];
}

interface Kept {
  budget: { BudgetName: string; [field: string]: unknown };
  told: Told[];
  tags: { Key: string; Value: string }[];
}

type Input = Partial<Told> & {
  BudgetName?: string;
  Budget?: Kept["budget"];
  NewBudget?: Kept["budget"];
  NotificationsWithSubscribers?: Told[];
  ResourceTags?: Kept["tags"];
  ResourceTagKeys?: string[];
  ResourceARN?: string;
};

/** Subscribers of a notification, and notifications of a budget. Source: AWS Budgets User Guide, "Quotas". */
const MOST_SUBSCRIBERS = 11;
const MOST_NOTIFICATIONS = 10;

const same = (a: Notification, b: Notification): boolean =>
  a.NotificationType === b.NotificationType &&
  a.ComparisonOperator === b.ComparisonOperator &&
  a.Threshold === b.Threshold;

const missing = (what: string): ApiError => new ApiError("NotFoundException", `${what} doesn't exist.`);

export const budgets = (): OwnService => {
  const all = new Map<string, Kept>();

  const of = (input: Input): Kept => {
    const name = input.BudgetName ?? input.ResourceARN?.split("budget/")[1] ?? "";
    const found = all.get(name);
    if (!found) throw missing(`The budget ${name}`);
    return found;
  };
  const notificationOf = (input: Input): Told => {
    const found = of(input).told.find(
      ({ Notification }) => input.Notification && same(Notification, input.Notification),
    );
    if (!found) throw missing("The notification");
    return found;
  };
  const add = (kept: Kept, told: Told): void => {
    if (told.Subscribers.length > MOST_SUBSCRIBERS || kept.told.length >= MOST_NOTIFICATIONS)
      throw new ApiError(
        "CreationLimitExceededException",
        "You've exceeded the notification or subscriber limit.",
      );
    kept.told.push(told);
  };
  const operations: Record<string, (input: Input) => object> = {
    CreateBudget(input) {
      const budget = input.Budget ?? { BudgetName: "" };
      if (all.has(budget.BudgetName))
        throw new ApiError("DuplicateRecordException", `The budget ${budget.BudgetName} already exists.`);
      const kept: Kept = { budget, told: [], tags: input.ResourceTags ?? [] };
      for (const told of input.NotificationsWithSubscribers ?? []) add(kept, told);
      all.set(budget.BudgetName, kept);
      return {};
    },
    DescribeBudget: (input) => ({ Budget: of(input).budget }),
    DescribeBudgets: () => ({ Budgets: [...all.values()].map(({ budget }) => budget) }),
    UpdateBudget(input) {
      const budget = input.NewBudget ?? { BudgetName: "" };
      of({ BudgetName: budget.BudgetName }).budget = budget;
      return {};
    },
    DeleteBudget(input) {
      all.delete(of(input).budget.BudgetName);
      return {};
    },
    CreateNotification(input) {
      if (input.Notification)
        add(of(input), { Notification: input.Notification, Subscribers: input.Subscribers ?? [] });
      return {};
    },
    DeleteNotification(input) {
      const gone = notificationOf(input);
      const kept = of(input);
      kept.told = kept.told.filter((one) => one !== gone);
      return {};
    },
    DescribeNotificationsForBudget: (input) => ({
      Notifications: of(input).told.map(({ Notification }) => Notification),
    }),
    DescribeSubscribersForNotification: (input) => ({ Subscribers: notificationOf(input).Subscribers }),
    ListTagsForResource: (input) => ({ ResourceTags: of(input).tags }),
    TagResource(input) {
      const kept = of(input);
      const keys = (input.ResourceTags ?? []).map(({ Key }) => Key);
      kept.tags = [...kept.tags.filter(({ Key }) => !keys.includes(Key)), ...(input.ResourceTags ?? [])];
      return {};
    },
    UntagResource(input) {
      const kept = of(input);
      kept.tags = kept.tags.filter(({ Key }) => !input.ResourceTagKeys?.includes(Key));
      return {};
    },
  };

  return {
    services: ["budgets"],
    target: { prefix: "AWSBudgetServiceGateway", version: "1.1" },
    handle: async (request) => {
      try {
        const operate = operations[request.operation ?? ""];
        if (!operate)
          throw new ApiError(
            "InvalidParameterException",
            `The local AWS cannot do ${request.operation} of budgets.`,
          );
        return jsonAnswer(operate(jsonBody<Input>(request)));
      } catch (error) {
        return errorAnswer(request, error);
      }
    },
  };
};
