// Puts the local AWS together: moto at the bottom, the mends of its gaps, the services of our own, the gateway on top.
import { join } from "node:path";
import { HeadraceError } from "../../core/errors.ts";
import { jsonResponse } from "../gateway/errors.ts";
import { forwarder } from "../gateway/forward.ts";
import { mends } from "../gateway/mends/index.ts";
import { withObjectBodies } from "../gateway/object-bodies.ts";
import { plugins } from "../gateway/plugins.ts";
import { type Router, router } from "../gateway/router.ts";
import { listen } from "../gateway/server.ts";
import type { LocalContext } from "../gateway/service.ts";
import { Access } from "../iam/access.ts";
import { Account } from "../iam/account.ts";
import { logGroupKeys } from "../iam/log-group-keys.ts";
import { notificationTargets } from "../iam/notification-targets.ts";
import { Principals } from "../iam/principals.ts";
import { type LambdaService, lambda } from "../lambda/index.ts";
import type { Moto } from "../moto/launch.ts";
import { statusOf } from "./status.ts";

/** Services whose writes may put a message into a queue. */
const WAKES = new Set(["sqs", "s3", "sns", "events"]);

/** moto's default account. */
export const ACCOUNT_ID = "123456789012";

export interface Assembled {
  endpoint: string;
  port: number;
  accountId: string;
  close(): Promise<void>;
}

export async function assemble(options: {
  state: string;
  region: string;
  port: number;
  moto: Moto;
  instance: string;
}): Promise<Assembled> {
  const { forward: toMoto, close: closeForward } = forwarder(options.moto.port);
  const forward = withObjectBodies(toMoto, options.moto.objects);
  let route: Router | undefined;
  let functions: LambdaService | undefined;
  let access: Access;
  const started = (): Router => {
    if (!route) throw new Error("still starting");
    return route;
  };
  const { server, port } = await listen(
    options.port,
    options.region,
    async (request) => started().dispatch(request),
    async (_method, path) => {
      if (path === "health") return jsonResponse(200, { instance: options.instance });
      if (path === "status" && functions) {
        return jsonResponse(200, await statusOf(options.instance, forward, functions, access));
      }
      return undefined;
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
  };
  const principals = new Principals();
  const account = new Account(async (request) => started().internal(request), options.moto.port);
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
    services: [service, ...(await plugins(context))],
    mends: mends(principals, ACCOUNT_ID),
    guards: [access.guard, notificationTargets(account, ACCOUNT_ID), logGroupKeys(account, ACCOUNT_ID)],
    observers: [
      access.observe,
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
    close: async () => {
      server.close();
      server.closeAllConnections();
      await route?.close();
      closeForward();
    },
  };
}
