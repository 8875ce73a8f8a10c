// API Gateway: moto keeps what Terraform makes of it; what a deployed API answers is ours, at an address of this machine.
import { jsonResponse } from "../../gateway/errors.ts";
import type {
  Forward,
  LocalContext,
  OwnService,
  ServiceRequest,
  ServiceResponse,
} from "../../gateway/service.ts";
import type { Principals } from "../../iam/principals.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import { AccessLogs } from "./access-log.ts";
import { decodeSegment, type Invocation, invocationOf } from "./address.ts";
import { RestControl } from "./control.ts";
import { letsIn } from "./cors.ts";
import { Deployed } from "./deployed.ts";
import { LambdaAuthorizers } from "./lambda-authorizer.ts";
import { LambdaTarget } from "./lambda-target.ts";
import { invokeRest } from "./rest.ts";
import { Throttle } from "./throttle.ts";

interface ApiGatewayContext extends LocalContext {
  /** As the account's root, for what the service itself must read and invoke. */
  forward: Forward;
  principals: Principals;
  roles: RoleAccess;
}

/** An API or a stage that is not there. */
const forbidden = (): ServiceResponse => {
  const response = jsonResponse(403, { message: "Forbidden" });
  return { ...response, headers: { ...response.headers, "x-amzn-errortype": "ForbiddenException" } };
};

/** A host names the API alone: the stage is the first part of the path. */
function withStage(invocation: Invocation): Invocation & { stage: string } {
  if (invocation.stage !== undefined) return { ...invocation, stage: invocation.stage };
  const [, stage = "", rest = ""] = /^\/([^/]*)(\/.*)?$/.exec(invocation.path) ?? [];
  return { ...invocation, stage: decodeSegment(stage), path: rest === "" ? "/" : rest };
}

export function apigateway(around: ApiGatewayContext): OwnService {
  const { forward, accountId, principals, roles } = around;
  const control = new RestControl(forward);
  const deployed = new Deployed(forward, control);
  const target = new LambdaTarget(forward, roles);
  const authorizers = new LambdaAuthorizers(target);
  const logs = new AccessLogs(forward);
  const throttle = new Throttle();
  const parts = {
    principals,
    roles,
    target,
    authorizers,
    throttle,
    plans: (region: string) => deployed.plans(region),
  };
  let underWay = 0;

  async function rest(request: ServiceRequest, found: Invocation): Promise<ServiceResponse> {
    const invocation = withStage(found);
    const region = invocation.region ?? control.regionOf(invocation.apiId) ?? around.region;
    const stage = control.disabled(invocation.apiId)
      ? undefined
      : await deployed.stage(region, invocation.apiId, invocation.stage);
    if (!stage) return forbidden();
    const place = { ...invocation, region, accountId };
    const answered = await invokeRest(parts, request, place, stage);
    logs.write(answered.stage.accessLogSettings, answered.context);
    return answered.response;
  }

  async function invoke(request: ServiceRequest, invocation: Invocation): Promise<ServiceResponse> {
    underWay += 1;
    try {
      const refused = await letsIn(request, (preflight) => rest(preflight, invocation));
      return refused ?? (await rest(request, invocation));
    } finally {
      underWay -= 1;
    }
  }

  return {
    services: ["apigateway", "execute-api"],
    addressed: (request) => (invocationOf(request) ? "execute-api" : undefined),
    // Whether a caller may invoke depends on the method: it is looked at when that is known.
    needs: (request) => (request.service === "execute-api" ? [] : controlNeeds(request)),
    async handle(request, moto) {
      const invocation = request.service === "execute-api" ? invocationOf(request) : undefined;
      if (invocation) return invoke(request, invocation);
      if (request.service === "execute-api") return forbidden();
      const response = await control.handle(request, moto);
      if (request.method !== "GET") {
        deployed.forget();
        authorizers.forget();
      }
      return response;
    },
    activity: async () => ({
      work: [
        { what: "API invocations", count: underWay },
        { what: "access log lines", count: logs.waiting },
      ],
    }),
    close: () => logs.flush(),
  };
}

/** The control plane's actions are the methods, and its resources the paths. Source: the Service Authorization Reference. */
const controlNeeds = ({ method, region, path }: ServiceRequest) => [
  { action: `apigateway:${method}`, resource: `arn:aws:apigateway:${region}::${decodeSegment(path)}` },
];
