// CloudTrail: records what the local AWS was asked, as AWS's own does: files of events in S3 with digests that are signed, events in
// CloudWatch Logs, and the event history. Nothing of it is moto's. README.md of the folder says how it differs.
import { Readable } from "node:stream";
import { ROOT_ACCESS_KEY } from "../../environment.ts";
import { ApiError, errorAnswer, jsonAnswer, jsonBody } from "../../gateway/aws-json.ts";
import { invokerOf } from "../../gateway/invoked-by.ts";
import type {
  Forward,
  LocalContext,
  OwnService,
  ServiceRequest,
  ServiceResponse,
} from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import type { Principals } from "../../iam/principals.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import { Clock } from "../monitoring/clock.ts";
import { Book } from "./book.ts";
import { Deliveries } from "./delivery.ts";
import { DigestKey } from "./digest.ts";
import type { What } from "./event.ts";
import { History } from "./history.ts";
import { type Input, OPERATIONS } from "./operations.ts";
import { setsAccess } from "./parameters.ts";
import { recordOf, regionOf } from "./record.ts";
import { selects } from "./selectors.ts";
import type { Trail } from "./trail.ts";
import { whatOf } from "./what.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const name = text(input.Name) ?? text(input.TrailName) ?? text(input.ResourceId);
  const action = `cloudtrail:${request.operation}`;
  if (!name) return [{ action, resource: "*" }];
  const resource = name.startsWith("arn:")
    ? name
    : `arn:aws:cloudtrail:${request.region}:${accountId}:trail/${name}`;
  return [{ action, resource }];
};

interface CloudTrailContext extends LocalContext {
  forward: Forward;
  account: Account;
  roles: RoleAccess;
  principals: Principals;
}

export function cloudtrail({
  forward,
  account,
  roles,
  principals,
  accountId,
}: CloudTrailContext): OwnService {
  const clock = new Clock();
  const book = new Book(accountId);
  const history = new History();
  const key = new DigestKey();
  const around = { forward, account, roles, accountId };
  const deliveries = new Deliveries(around, clock, () => book.all(), key);

  /** The trails that record a region now. */
  const recording = (region: string): Trail[] =>
    [...book.all()].filter(
      ({ status, settings, region: home }) =>
        status.logging && (settings.IsMultiRegionTrail || home === region),
    );

  const note = (
    request: ServiceRequest,
    response: ServiceResponse,
    what: What,
    { before, document }: { before: readonly Trail[]; document?: string | undefined },
  ): void => {
    // What stops a trail is recorded by it, and what starts one, too.
    const trails = new Set([...before, ...recording(regionOf(request))]);
    if (what.data && trails.size === 0) return;
    const event = recordOf(request, response, what, { principals, accountId, at: clock.now(), document });
    if (event.managementEvent) history.add(event);
    for (const trail of trails) if (selects(trail.selectors, event)) deliveries.take(trail, event);
  };

  return {
    services: ["cloudtrail"],
    target: { prefix: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", version: "1.1" },
    needs,
    async handle(request) {
      try {
        const operate = OPERATIONS[request.operation ?? ""];
        if (!operate)
          throw new ApiError(
            "UnsupportedOperationException",
            `The local AWS cannot do CloudTrail's ${request.operation}.`,
          );
        const { region } = request;
        return jsonAnswer(
          await operate(jsonBody<Input>(request), { ...around, region, book, clock, key, history }),
        );
      } catch (error) {
        return errorAnswer(request, error);
      }
    },
    async audit(request) {
      const what = whatOf(request, accountId);
      if (!what) return undefined;
      const document = setsAccess(request) ? await readAgain(request) : undefined;
      const before = recording(regionOf(request));
      return (response) => note(request, response, what, { before, document });
    },
    // What a service does for itself is nobody's; a function that one invokes for somebody is.
    witness(request, response) {
      if (request.accessKeyId !== ROOT_ACCESS_KEY || !invokerOf(request)) return;
      const what = whatOf(request, accountId);
      if (what) note(request, response, what, { before: [] });
    },
    // What is told to CloudWatch Logs later would count as happening later.
    beforeAdvance: () => deliveries.told(),
    advance: async (seconds) => {
      clock.advance(seconds);
      await deliveries.settle();
    },
    activity: async () => ({
      work: [{ what: "events on their way to CloudWatch Logs", count: deliveries.untold }],
    }),
    close: () => deliveries.close(),
  };
}

/** Reads the body of an S3 request, and puts it back for those who read it next. */
async function readAgain(request: ServiceRequest): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request.stream ?? []) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  request.stream = Readable.from([body]);
  return body.toString("utf8");
}
