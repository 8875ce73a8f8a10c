// Puts the local AWS together: moto at the bottom, the mends of its gaps, the services of our own, the gateway on top.
import { join } from "node:path";
import { HeadraceError } from "../../core/errors.ts";
import { Authentication } from "../gateway/authentication.ts";
import { jsonResponse } from "../gateway/errors.ts";
import { forwarder } from "../gateway/forward.ts";
import { withObjectBodies } from "../gateway/object-bodies.ts";
import { type Router, router } from "../gateway/router.ts";
import { listen } from "../gateway/server.ts";
import type { Forward, LocalContext } from "../gateway/service.ts";
import { Access } from "../iam/access.ts";
import { Account } from "../iam/account.ts";
import { anonymous } from "../iam/anonymous.ts";
import { notificationTargets } from "../iam/notification-targets.ts";
import { type Credentials, Principals } from "../iam/principals.ts";
import { keyInMoto } from "../moto/door.ts";
import { mends } from "../moto/gaps/index.ts";
import type { Moto } from "../moto/launch.ts";
import { services } from "../services/index.ts";
import { type LambdaService, lambda } from "../services/lambda/index.ts";
import { DOOR_HEADER, doorKey, opens } from "./door.ts";
import { statusOf } from "./status.ts";

/** Services whose writes may make or end a user's access key. */
const MAKES_KEYS = new Set(["iam", "cloudformation"]);

/** Services whose writes may put a message into a queue. */
const WAKES = new Set(["sqs", "s3", "sns", "events"]);

/** moto's default account. */
export const ACCOUNT_ID = "123456789012";

export interface Assembled {
  endpoint: string;
  port: number;
  accountId: string;
  root: Credentials;
  close(): Promise<void>;
}

export async function assemble(options: {
  state: string;
  region: string;
  port: number;
  moto: Moto;
  instance: string;
}): Promise<Assembled> {
  const { forward: toMoto, close: closeForward } = forwarder(options.moto);
  const forward = withObjectBodies(toMoto, options.moto.objects);
  let route: Router | undefined;
  let functions: LambdaService | undefined;
  let access: Access;
  const started = (): Router => {
    if (!route) throw new Error("still starting");
    return route;
  };
  const principals = new Principals((accessKeyId) => keyInMoto(options.moto, accessKeyId));
  const door = doorKey({ instance: options.instance, secretAccessKey: principals.root.secretAccessKey });
  const { server, port } = await listen(
    options.port,
    options.region,
    async (request) => started().dispatch(request),
    async (path, headers) => {
      if (!opens(door, headers[DOOR_HEADER])) return undefined;
      if (path === "health") return jsonResponse(200, { instance: options.instance });
      if (path === "status" && functions) {
        return jsonResponse(200, await statusOf(options.instance, forward, functions, access));
      }
      return undefined;
    },
    {
      authentication: new Authentication(principals),
      forward: async (request) => started().internal(request),
    },
  ).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
    throw new HeadraceError(
      "port_taken",
      `Port ${options.port} on 127.0.0.1 cannot be used (${error.code}).`,
      "Name another port, or none to take a free one.",
      3,
    );
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const context: LocalContext = {
    endpoint,
    region: options.region,
    accountId: ACCOUNT_ID,
    state: options.state,
    credentialsOf: (accessKeyId) => principals.credentialsOf(accessKeyId),
  };
  const internal: Forward = async (request) => started().internal(request);
  const account = new Account(internal, options.moto);
  access = new Access(account, principals, ACCOUNT_ID);
  const service = await lambda(
    { ...context, state: join(options.state, "lambda") },
    forward,
    {
      credentials: (role, session) => principals.credentials(role, session),
      lacks: (role, action, resource, record) => access.lacks(role, action, resource, record),
    },
    { redelivery: 1, batchWindow: 1 },
  );
  functions = service;
  route = router({
    forward,
    services: [service, ...services(context)],
    mends: [service.codeDownloads, ...mends(principals, ACCOUNT_ID)],
    guards: [
      anonymous(internal, account, ACCOUNT_ID),
      access.guard,
      notificationTargets(account, ACCOUNT_ID),
    ],
    observers: [
      access.observe,
      (request) => {
        if (MAKES_KEYS.has(request.service) && request.method !== "GET") principals.forget();
      },
      (request) => {
        if (WAKES.has(request.service) && request.method !== "GET" && request.method !== "HEAD")
          functions.wake();
      },
    ],
  });
  return {
    endpoint,
    port,
    accountId: ACCOUNT_ID,
    root: principals.root,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await route?.close();
      closeForward();
    },
  };
}
