// Event selectors: refused as CloudTrail refuses them, and what they let through. Source: CloudTrail API, PutEventSelectors,
// EventSelector, AdvancedEventSelector, AdvancedFieldSelector.
import { ApiError } from "../../gateway/aws-json.ts";
import type { CloudTrailEvent, DataResource } from "./event.ts";

export interface EventSelector {
  ReadWriteType?: "All" | "ReadOnly" | "WriteOnly";
  IncludeManagementEvents?: boolean;
  DataResources?: { Type?: string; Values?: string[] }[];
  ExcludeManagementEventSources?: string[];
}

const OPERATORS = ["Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith"] as const;
type Operator = (typeof OPERATORS)[number];

export type FieldSelector = { Field?: string } & { [O in Operator]?: string[] };

export interface AdvancedEventSelector {
  Name?: string;
  FieldSelectors?: FieldSelector[];
}

export interface Selectors {
  EventSelectors?: EventSelector[];
  AdvancedEventSelectors?: AdvancedEventSelector[];
}

/** What a trail has before anybody says otherwise. */
export const DEFAULT_SELECTORS: Selectors = {
  EventSelectors: [
    {
      ReadWriteType: "All",
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: [],
    },
  ],
};

const MOST_SELECTORS = 5;
/** Values of all conditions of a trail's advanced selectors. */
const MOST_VALUES = 500;
/** Management events of these can be left out, and of no others. */
const EXCLUDABLE = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];
const DATA_TYPES: readonly string[] = [
  "AWS::S3::Object",
  "AWS::Lambda::Function",
  "AWS::DynamoDB::Table",
] satisfies DataResource[];
/** Kinds that CloudTrail has and nothing here makes events of; the list is not whole. */
const OTHER_TYPES =
  /^AWS::(S3|S3ObjectLambda|S3Express|DynamoDB|EC2|Glue|KMS|SNS|SQS|Kinesis|SSM|CloudTrail|Bedrock|SageMaker|StepFunctions|RDS|Cognito)::\w+$/;

const invalid = (message: string): ApiError => new ApiError("InvalidEventSelectorsException", message);

/** @throws InvalidEventSelectorsException */
export function checkSelectors({ EventSelectors, AdvancedEventSelectors }: Selectors): void {
  if (EventSelectors && AdvancedEventSelectors)
    throw invalid("You cannot specify both event selectors and advanced event selectors.");
  const given = EventSelectors ?? AdvancedEventSelectors;
  if (!given || given.length === 0) throw invalid("Specify event selectors or advanced event selectors.");
  if (EventSelectors) {
    if (EventSelectors.length > MOST_SELECTORS)
      throw invalid(`A trail can have up to ${MOST_SELECTORS} event selectors.`);
    for (const selector of EventSelectors) checkBasic(selector);
    return;
  }
  let values = 0;
  for (const selector of AdvancedEventSelectors ?? []) values += checkAdvanced(selector);
  if (values > MOST_VALUES)
    throw invalid(
      `The advanced event selectors have ${values} values; a trail can have up to ${MOST_VALUES}.`,
    );
}

function checkBasic({ DataResources = [], ExcludeManagementEventSources = [] }: EventSelector): void {
  for (const { Type = "", Values = [] } of DataResources) {
    if (!DATA_TYPES.includes(Type)) throw invalid(`${Type} is no resource type of event selectors.`);
    if (Values.some((value) => !/^arn:/.test(value))) throw invalid(`Values of ${Type} must be ARNs.`);
  }
  if (ExcludeManagementEventSources.some((source) => !EXCLUDABLE.includes(source)))
    throw invalid(`Only the management events of ${EXCLUDABLE.join(" and ")} can be excluded.`);
}

/** @returns how many values its conditions have */
function checkAdvanced({ Name = "", FieldSelectors = [] }: AdvancedEventSelector): number {
  const which = Name ? ` of "${Name}"` : "";
  if (Name.length > 1000) throw invalid("The name of a selector has at most 1,000 characters.");
  const fields = new Map<string, FieldSelector>();
  let count = 0;
  for (const selector of FieldSelectors) {
    const { Field = "" } = selector;
    if (fields.has(Field)) throw invalid(`The field ${Field}${which} occurs twice.`);
    fields.set(Field, selector);
    const used = OPERATORS.filter((operator) => selector[operator] !== undefined);
    if (used.length === 0 || used.some((operator) => selector[operator]?.length === 0))
      throw invalid(`The field ${Field}${which} has no value.`);
    for (const operator of used) count += selector[operator]?.length ?? 0;
    if (
      /^(eventCategory|readOnly|resources\.type)$/.test(Field) &&
      (used.join() !== "Equals" || selector.Equals?.length !== 1)
    )
      throw invalid(`The field ${Field}${which} takes Equals with one value.`);
  }
  const category = fields.get("eventCategory")?.Equals?.[0];
  const readOnly = fields.get("readOnly")?.Equals?.[0];
  if (readOnly !== undefined && !/^(true|false)$/.test(readOnly))
    throw invalid(`readOnly${which} is true or false.`);
  if (category === "Management") {
    const known = ["eventCategory", "readOnly", "eventSource"];
    const strange = [...fields.keys()].find((field) => !known.includes(field));
    if (strange) throw invalid(`The field ${strange}${which} is none of management events.`);
    const source = fields.get("eventSource");
    if (source && (!source.NotEquals || source.NotEquals.some((one) => !EXCLUDABLE.includes(one))))
      throw invalid(`eventSource${which} takes NotEquals with ${EXCLUDABLE.join(" or ")}.`);
    return count;
  }
  if (category !== "Data") throw invalid(`eventCategory${which} must be Management or Data.`);
  const known = [
    "eventCategory",
    "readOnly",
    "eventName",
    "resources.type",
    "resources.ARN",
    "eventSource",
    "userIdentity.arn",
  ];
  const strange = [...fields.keys()].find((field) => !known.includes(field));
  if (strange) throw invalid(`The field ${strange}${which} is none of data events.`);
  const type = fields.get("resources.type")?.Equals?.[0];
  if (!type) throw invalid(`Data events${which} need resources.type.`);
  if (!DATA_TYPES.includes(type) && !OTHER_TYPES.test(type))
    throw invalid(`${type}${which} is no type of resources.`);
  const arns = OPERATORS.flatMap((operator) => fields.get("resources.ARN")?.[operator] ?? []);
  if (type === "AWS::S3::Object" && arns.some((arn) => !/^arn:[\w-]+:s3:::[^/]+(\/|$)/.test(arn)))
    throw invalid(`resources.ARN${which} must be ARNs of S3, such as arn:aws:s3:::bucket/.`);
  return count;
}

/** Whether a trail with these selectors records the event. */
export function selects(
  { EventSelectors, AdvancedEventSelectors }: Selectors,
  event: CloudTrailEvent,
): boolean {
  if (AdvancedEventSelectors)
    return AdvancedEventSelectors.some((selector) => advancedSelects(selector, event));
  return (EventSelectors ?? []).some((selector) => basicSelects(selector, event));
}

const arnsOf = ({ resources = [] }: CloudTrailEvent, type: string): string[] =>
  resources.filter((resource) => resource.type === type).map(({ ARN, ARNPrefix }) => ARN ?? ARNPrefix ?? "");

function basicSelects(selector: EventSelector, event: CloudTrailEvent): boolean {
  const { ReadWriteType = "All", IncludeManagementEvents = true, DataResources = [] } = selector;
  if (ReadWriteType !== "All" && (ReadWriteType === "ReadOnly") !== event.readOnly) return false;
  if (event.managementEvent)
    return IncludeManagementEvents && !selector.ExcludeManagementEventSources?.includes(event.eventSource);
  return DataResources.some(({ Type = "", Values = [] }) =>
    arnsOf(event, Type).some((arn) => Values.some((value) => arn.startsWith(value))),
  );
}

function advancedSelects({ FieldSelectors = [] }: AdvancedEventSelector, event: CloudTrailEvent): boolean {
  const type = FieldSelectors.find(({ Field }) => Field === "resources.type")?.Equals?.[0] ?? "";
  const values = (field: string | undefined): string[] => {
    switch (field) {
      case "eventCategory":
        return [event.eventCategory];
      case "readOnly":
        return [String(event.readOnly)];
      case "eventName":
        return [event.eventName];
      case "eventSource":
        return [event.eventSource];
      case "userIdentity.arn":
        return [event.userIdentity.arn ?? ""];
      case "resources.type":
        return (event.resources ?? []).map((resource) => resource.type);
      default:
        return arnsOf(event, type);
    }
  };
  return FieldSelectors.every((selector) => values(selector.Field).some((value) => holds(selector, value)));
}

function holds(selector: FieldSelector, value: string): boolean {
  const { Equals, StartsWith, EndsWith, NotEquals, NotStartsWith, NotEndsWith } = selector;
  return (
    (!Equals || Equals.includes(value)) &&
    (!StartsWith || StartsWith.some((one) => value.startsWith(one))) &&
    (!EndsWith || EndsWith.some((one) => value.endsWith(one))) &&
    !NotEquals?.includes(value) &&
    !NotStartsWith?.some((one) => value.startsWith(one)) &&
    !NotEndsWith?.some((one) => value.endsWith(one))
  );
}
