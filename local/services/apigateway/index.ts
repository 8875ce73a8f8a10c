// API Gateway: moto keeps what Terraform makes of it; what a deployed API answers is ours, at an address of this machine.
import { jsonResponse } from "../../gateway/errors.ts";
import type { MetricSink } from "../../gateway/metrics.ts";
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
import { Domains } from "./domains.ts";
import { invokeHttp } from "./http.ts";
import { type HttpApi, readHttpApi } from "./http-apis.ts";
import { Issuers } from "./jwt.ts";
import { LambdaAuthorizers } from "./lambda-authorizer.ts";
import { LambdaTarget } from "./lambda-target.ts";
import { recordAnswer } from "./metrics.ts";
import { invokeRest } from "./rest.ts";
import { Throttle } from "./throttle.ts";

interface ApiGatewayContext extends LocalContext {
  /** As the account's root, for what the service itself must read and invoke. */
  forward: Forward;
  principals: Principals;
  roles: RoleAccess;
  metrics: MetricSink;
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
  const domains = new Domains(forward);
  const logs = new AccessLogs(forward);
  const throttle = new Throttle();
  const parts = {
    principals,
    roles,
    target,
    authorizers,
    throttle,
    issuers: new Issuers(),
    plans: (region: string) => deployed.plans(region),
  };
  let underWay = 0;

  /** Of each API, by which region its control plane was asked. */
  const regions = new Map<string, string>();
  const httpApis = new Map<string, Promise<HttpApi | undefined>>();
  const httpApi = (region: string, apiId: string): Promise<HttpApi | undefined> => {
    const key = `${region} ${apiId}`;
    const found = httpApis.get(key) ?? readHttpApi(forward, region, apiId);
    httpApis.set(key, found);
    found.catch(() => httpApis.delete(key));
    return found;
  };

  async function answer(request: ServiceRequest, found: Invocation): Promise<ServiceResponse> {
    const region = found.region ?? regions.get(found.apiId) ?? around.region;
    if (!domains.has(request) && control.disabled(found.apiId)) return forbidden();
    const api = await httpApi(region, found.apiId);
    if (api) return http(request, region, found, api);
    const invocation = withStage(found);
    const stage = await deployed.stage(region, invocation.apiId, invocation.stage);
    if (!stage) return forbidden();
    const began = performance.now();
    const answered = await invokeRest(parts, request, { ...invocation, region, accountId }, stage);
    recordAnswer(around.metrics, {
      region,
      apiName: stage.apiName,
      stage: invocation.stage,
      status: answered.response.status,
      milliseconds: performance.now() - began,
    });
    logs.write(answered.stage.accessLogSettings, answered.context);
    return answered.response;
  }

  async function http(
    request: ServiceRequest,
    region: string,
    found: Invocation,
    api: HttpApi,
  ): Promise<ServiceResponse> {
    const stageOf = (name: string) => api.stages.find(({ stageName }) => stageName === name);
    const named = withStage(found);
    // The stage of that name is one without a name in the path.
    const [stage, { path }] = stageOf(named.stage)
      ? [stageOf(named.stage), named]
      : [found.stage === undefined ? stageOf("$default") : undefined, found];
    if (!stage) return jsonResponse(404, { message: "Not Found" });
    const place = { apiId: found.apiId, stage: stage.stageName, region, accountId, path };
    const { response, context } = await invokeHttp(parts, request, place, api, stage);
    logs.write(stage.accessLogSettings, context);
    return response;
  }

  async function invoke(request: ServiceRequest, invocation: Invocation): Promise<ServiceResponse> {
    underWay += 1;
    try {
      const refused = await letsIn(request, (preflight) => answer(preflight, invocation));
      return refused ?? (await answer(request, invocation));
    } finally {
      underWay -= 1;
    }
  }

  return {
    services: ["apigateway", "execute-api"],
    hosts: (host) => domains.isName(host),
    addressed: (request) => (domains.has(request) || invocationOf(request) ? "execute-api" : undefined),
    // Whether a caller may invoke depends on the method: it is looked at when that is known.
    needs: (request) => (request.service === "execute-api" ? [] : controlNeeds(request)),
    async handle(request, moto) {
      const invocation =
        request.service !== "execute-api"
          ? undefined
          : domains.has(request)
            ? await domains.invocationOf(request)
            : invocationOf(request);
      if (invocation) return invoke(request, invocation);
      if (request.service === "execute-api") return forbidden();
      const response = await control.handle(request, moto);
      domains.note(request, response);
      const apiId = /^\/(?:restapis|v2\/apis)\/([^/]+)/.exec(request.path)?.[1];
      if (apiId && response.status < 300) regions.set(apiId, request.region);
      if (request.method !== "GET") {
        deployed.forget();
        httpApis.clear();
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
