// The Lambda service: its control plane is moto's, with our copy of the code; its data plane is ours.
import { randomBytes, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { awsError } from "../../gateway/errors.ts";
import type {
  Forward,
  LocalContext,
  OwnService,
  ServiceRequest,
  ServiceResponse,
} from "../../gateway/service.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import { Logs } from "../../process/logs.ts";
import type { MetricStore } from "../monitoring/series/store.ts";
import { keepCode } from "./code.ts";
import { codeDownloads, withLocation } from "./code-location.ts";
import { Functions, NotRunnable, parseFunctionName } from "./functions.ts";
import { type Invocations, invoke } from "./invoke.ts";
import { lambdaKmsKey } from "./kms-key.ts";
import type { Mapping } from "./mapping.ts";
import { Mappings } from "./mappings.ts";
import { invocationMetrics, throttleMetric } from "./metrics.ts";
import { needs } from "./needs.ts";
import { PackageStore } from "./packages.ts";
import { type Invoker, PACE, Poller } from "./poller.ts";
import { Pool } from "./pool.ts";
import { queuesOf } from "./queues.ts";
import { Quotas } from "./quotas.ts";
import { Recursion } from "./recursion.ts";
import { runtimeModules } from "./runtime-modules.ts";
import { StreamSources } from "./streams/sources.ts";

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;

/** Services whose writes may put a message into a queue. */
const WAKES = new Set(["sqs", "s3", "sns", "events"]);

interface LambdaContext extends LocalContext {
  metrics: MetricStore;
  /** As the account's root, for what the service itself must read and write. */
  forward: Forward;
  roles: RoleAccess;
}

export function lambda(context: LambdaContext): OwnService {
  const { forward, roles } = context;
  const cleared = rm(context.state, { recursive: true, force: true });
  const modules = cleared.then(() => runtimeModules(join(context.state, "runtime")));
  const packages = new PackageStore(join(context.state, "packages"));
  const quotas = new Quotas(Number(process.env.HEADRACE_LAMBDA_CONCURRENCY ?? 1000));
  const functions = new Functions(forward, packages, context.accountId, (region, name) =>
    quotas.reservedOf(region, name),
  );
  const logs = new Logs(forward, join(context.state, "..", "logs"), context.accountId);
  const pollers = new Map<string, Poller>();
  const kmsKey = lambdaKmsKey();

  const pool = new Pool(
    async (deployed) => {
      const { FunctionName, Version, Role, LoggingConfig } = deployed.configuration;
      const group = LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
      return {
        scratch: join(context.state, "tmp"),
        endpoint: context.endpoint,
        credentials: roles.credentials(Role, FunctionName),
        runtimeModules: await modules,
        log: logs.open({
          name: FunctionName,
          region: deployed.region,
          group,
          stream: `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[${Version}]${randomBytes(16).toString("hex")}`,
          mayLog: async (action, resource) => (await roles.lacks(Role, action, resource, true)) === undefined,
          makesGroup: true,
        }),
      };
    },
    invocationMetrics(context.metrics),
    throttleMetric(context.metrics),
  );

  const of = (mapping: Mapping) => {
    const { name, qualifier, region } = parseFunctionName(mapping.FunctionArn);
    return functions.get(String(region), name, qualifier);
  };
  const invoker: Invoker = {
    invoke: async (mapping, event) => pool.invoke(await of(mapping), event),
    limit: async (mapping) => pool.limit(await of(mapping)),
    lacks: async (mapping) => {
      const { Role } = (await of(mapping)).configuration;
      for (const action of ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]) {
        const lacking = await roles.lacks(Role, action, mapping.EventSourceArn, false);
        if (lacking) return `its role lacks ${lacking.action} on ${lacking.resource}`;
      }
      return undefined;
    },
  };
  const streams = new StreamSources({
    forward,
    metrics: context.metrics,
    invoke: invoker.invoke,
    lacks: async (mapping, needs) => {
      const { Role } = (await of(mapping)).configuration;
      for (const { action, resource } of needs) {
        const lacking = await roles.lacks(Role, action, resource, false);
        if (lacking) return `its role lacks ${lacking.action} on ${lacking.resource}`;
      }
      return undefined;
    },
  });
  const mappings = new Mappings(context.accountId, (mapping, removed) => {
    if (streams.changed(mapping, removed)) return;
    const poller = pollers.get(mapping.UUID);
    if (removed) {
      pollers.delete(mapping.UUID);
      void poller?.stop();
    } else if (poller) poller.wake();
    else pollers.set(mapping.UUID, new Poller(mapping, forward, invoker, PACE));
  });
  const recursion = new Recursion();
  const activity: Invocations = { asynchronous: 0, entries: () => pool.entries() };

  async function control(request: ServiceRequest, moto: Forward): Promise<ServiceResponse> {
    const exists = (name: string) =>
      functions.get(request.region, name).then(
        () => true,
        (error) => !(error instanceof NotRunnable && error.code === "ResourceNotFoundException"),
      );
    const answered =
      (await recursion.handle(request, exists)) ??
      quotas.refusal(request) ??
      (await keepCode(request, moto, packages));
    if (answered) return answered;
    const response = await (kmsKey(request, moto) ?? moto(request));
    quotas.observe(request, response);
    if (request.method !== "GET") functions.forget();
    return withLocation(request, response, context, packages);
  }

  return {
    services: ["lambda"],
    needs,
    async handle(request, moto) {
      try {
        await modules;
        const mapped = mappings.handle(request);
        if (mapped) return mapped;
        const target = INVOKE.exec(request.path);
        if (!target || request.method !== "POST") return await control(request, moto);
        const { name, qualifier, region } = parseFunctionName(String(target[1]));
        const deployed = await functions.get(
          region ?? request.region,
          name,
          request.query.get("Qualifier") ?? qualifier,
        );
        const chain = recursion.next(deployed.configuration.FunctionArn, request.headers["x-amzn-trace-id"]);
        return await invoke(request, deployed, pool, activity, { requestId: randomUUID(), ...chain });
      } catch (error) {
        if (error instanceof NotRunnable) {
          const status = { ResourceNotFoundException: 404, TooManyRequestsException: 429 }[error.code] ?? 502;
          return awsError(request, status, error.code, error.message);
        }
        if (error instanceof SyntaxError) {
          return awsError(
            request,
            400,
            "InvalidRequestContentException",
            `The body is no JSON: ${error.message}`,
          );
        }
        throw error;
      }
    },
    observe: ({ service, method }) => {
      if (!WAKES.has(service) || method === "GET" || method === "HEAD") return;
      for (const poller of pollers.values()) poller.wake();
    },
    witness: (request) => streams.witness(request),
    intercept: codeDownloads(packages),
    // The queues first: a message leaves its queue only when its invocation is over.
    activity: async () => ({
      queues: await queuesOf([...pollers.values()], forward),
      functions: activity.entries().map(({ function: name, ...rest }) => ({ name, ...rest })),
      work: [
        { what: "asynchronous invocations", count: activity.asynchronous },
        { what: "records of streams", count: streams.pending },
      ],
    }),
    async close() {
      await modules.catch(() => undefined);
      const stopped = Promise.all([streams.stop(), ...[...pollers.values()].map((poller) => poller.stop())]);
      await pool.close();
      await stopped;
      await logs.flush();
      await rm(context.state, { recursive: true, force: true });
    },
  };
}
