// Event source mappings: kept here with the state that Terraform asked for, and never told to moto, which would run them.
import { randomUUID } from "node:crypto";
import { awsError, jsonResponse } from "../../gateway/errors.ts";
import type { ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import { functionArn, parseFunctionName } from "./functions.ts";
import type { Mapping } from "./mapping.ts";
import { STREAM_ARN, STREAM_SETTINGS, streamDefaults, streamRefusal } from "./streams/settings.ts";

const COLLECTION = /^\/2015-03-31\/event-source-mappings\/?$/;
const ONE = /^\/2015-03-31\/event-source-mappings\/([\w-]+)\/?$/;
const TAGS = /^\/2017-03-31\/tags\/(arn(?::|%3A).+event-source-mapping.+)$/i;

/** Settings that a request may set and that are kept as they are. */
const SETTINGS = [
  "BatchSize",
  "MaximumBatchingWindowInSeconds",
  "FunctionResponseTypes",
  "ScalingConfig",
  "FilterCriteria",
  "KMSKeyArn",
  "MetricsConfig",
  "ProvisionedPollerConfig",
] as const;

export class Mappings {
  readonly #accountId: string;
  readonly #mappings = new Map<string, Mapping>();
  readonly #tags = new Map<string, Record<string, string>>();
  readonly #changed: (mapping: Mapping, removed: boolean) => void;

  /** @param changed told of each mapping that was made, changed or removed */
  constructor(accountId: string, changed: (mapping: Mapping, removed: boolean) => void) {
    this.#accountId = accountId;
    this.#changed = changed;
  }

  all(): Mapping[] {
    return [...this.#mappings.values()];
  }

  /** Answers a request for mappings, or undefined where it is for something else. */
  handle(request: ServiceRequest): ServiceResponse | undefined {
    const one = ONE.exec(request.path);
    const tags = TAGS.exec(request.path);
    if (!COLLECTION.test(request.path) && !one && !tags) return undefined;
    if (tags) return this.#tagging(request, decodeURIComponent(String(tags[1])));
    const input = request.body.length
      ? (JSON.parse(request.body.toString("utf8")) as Record<string, unknown>)
      : {};
    if (!one) {
      if (request.method === "POST") return this.#create(request, input);
      return jsonResponse(200, { EventSourceMappings: this.#list(request) });
    }
    const mapping = this.#mappings.get(String(one[1]));
    if (!mapping) {
      return awsError(
        request,
        404,
        "ResourceNotFoundException",
        "The resource you requested does not exist.",
      );
    }
    if (request.method === "PUT") {
      const refused = refusalOf(applied(mapping, input));
      if (refused) return awsError(request, 400, "InvalidParameterValueException", refused);
      Object.assign(mapping, applied(mapping, input));
      this.#changed(mapping, false);
      return jsonResponse(202, mapping);
    }
    if (request.method === "DELETE") {
      this.#mappings.delete(mapping.UUID);
      this.#tags.delete(mapping.EventSourceMappingArn);
      this.#changed(mapping, true);
      return jsonResponse(202, { ...mapping, State: "Deleting" });
    }
    return jsonResponse(200, mapping);
  }

  #create(request: ServiceRequest, input: Record<string, unknown>): ServiceResponse {
    const refuse = (message: string) => awsError(request, 400, "InvalidParameterValueException", message);
    const source = String(input.EventSourceArn ?? "");
    const isStream = STREAM_ARN.test(source);
    if (!isStream && !/^arn:[^:]+:sqs:/.test(source)) {
      return refuse(
        `The local AWS reads SQS queues and DynamoDB streams only; this event source is ${source || "not named"}.`,
      );
    }
    const { name, qualifier, region } = parseFunctionName(String(input.FunctionName ?? ""));
    if (!name) return refuse("FunctionName is missing.");
    const target = functionArn(region ?? request.region, this.#accountId, name, qualifier);
    if (this.all().some((other) => other.EventSourceArn === source && other.FunctionArn === target)) {
      const existing = this.all().find((other) => other.EventSourceArn === source)?.UUID;
      return awsError(
        request,
        409,
        "ResourceConflictException",
        `An event source mapping with ${isStream ? "event source" : "SQS"} arn (" ${source} ") and function (" ${target} ") already exists. Please update or delete the existing mapping with UUID ${existing}`,
      );
    }
    const uuid = randomUUID();
    const made: Mapping = {
      UUID: uuid,
      EventSourceArn: source,
      EventSourceMappingArn: `arn:aws:lambda:${request.region}:${this.#accountId}:event-source-mapping:${uuid}`,
      FunctionArn: target,
      State: "Enabled",
      StateTransitionReason: "USER_INITIATED",
      LastModified: 0,
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      ...(isStream && {
        ...streamDefaults(),
        StartingPosition: input.StartingPosition as string | undefined,
      }),
    };
    const mapping = applied(made, input);
    const refused = refusalOf(mapping);
    if (refused) return refuse(refused);
    this.#mappings.set(uuid, mapping);
    if (input.Tags)
      this.#tags.set(mapping.EventSourceMappingArn, { ...(input.Tags as Record<string, string>) });
    this.#changed(mapping, false);
    return jsonResponse(202, mapping);
  }

  #list(request: ServiceRequest): Mapping[] {
    const source = request.query.get("EventSourceArn");
    const name = request.query.get("FunctionName");
    return this.all().filter(
      (mapping) =>
        (!source || mapping.EventSourceArn === source) &&
        (!name || parseFunctionName(mapping.FunctionArn).name === parseFunctionName(name).name),
    );
  }

  #tagging(request: ServiceRequest, arn: string): ServiceResponse {
    const tags = this.#tags.get(arn) ?? {};
    if (request.method === "GET") return jsonResponse(200, { Tags: tags });
    if (request.method === "POST") {
      const input = JSON.parse(request.body.toString("utf8")) as { Tags?: Record<string, string> };
      this.#tags.set(arn, { ...tags, ...input.Tags });
    } else {
      for (const key of request.query.getAll("tagKeys")) delete tags[key];
      this.#tags.set(arn, tags);
    }
    return jsonResponse(204, undefined);
  }
}

/** The mapping as a request changes it. */
function applied(before: Mapping, input: Record<string, unknown>): Mapping {
  const mapping = { ...before };
  const names = STREAM_ARN.test(mapping.EventSourceArn) ? [...SETTINGS, ...STREAM_SETTINGS] : SETTINGS;
  for (const name of names) {
    const value = input[name];
    if (value === undefined || value === null) continue;
    // An empty object or list takes a setting away.
    const empty = typeof value === "object" && Object.keys(value).length === 0;
    Object.assign(mapping, { [name]: empty ? undefined : value });
  }
  const target = typeof input.FunctionName === "string" ? parseFunctionName(input.FunctionName) : undefined;
  if (target) {
    mapping.FunctionArn = `${mapping.FunctionArn.split(":").slice(0, 6).join(":")}:${target.name}${target.qualifier ? `:${target.qualifier}` : ""}`;
  }
  if (typeof input.Enabled === "boolean") mapping.State = input.Enabled ? "Enabled" : "Disabled";
  mapping.LastModified = Date.now() / 1000;
  return mapping;
}

/** Why Lambda does not take the mapping; undefined where it does. */
function refusalOf(mapping: Mapping): string | undefined {
  if (STREAM_ARN.test(mapping.EventSourceArn)) return streamRefusal(mapping);
  return mapping.BatchSize > 10 && mapping.MaximumBatchingWindowInSeconds < 1
    ? "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
    : undefined;
}
