// Puts the local AWS together: moto at the bottom, the services that go before it, the gateway on top.
import { HeadraceError } from "../../core/errors.ts";
import { Authentication } from "../gateway/authentication.ts";
import { jsonResponse } from "../gateway/errors.ts";
import { forwarder } from "../gateway/forward.ts";
import { withObjectBodies } from "../gateway/object-bodies.ts";
import { router } from "../gateway/router.ts";
import { listen } from "../gateway/server.ts";
import type { LocalService } from "../gateway/service.ts";
import { Access } from "../iam/access.ts";
import { Account } from "../iam/account.ts";
import { type Credentials, Principals } from "../iam/principals.ts";
import { keyInMoto } from "../moto/door.ts";
import type { Moto } from "../moto/launch.ts";
import { Trino } from "../services/athena/real-trino/engine.ts";
import type { Libraries } from "../services/athena/real-trino/libraries.ts";
import { services } from "../services/index.ts";
import { DOOR_HEADER, doorKey, opens } from "./door.ts";
import { statusOf } from "./status.ts";

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
  /** Where Athena's queries run on the real Trino. */
  trino?: Libraries | undefined;
}): Promise<Assembled> {
  const { forward: toMoto, close: closeForward } = forwarder(options.moto);
  const all: LocalService[] = [];
  const principals = new Principals((accessKeyId) => keyInMoto(options.moto, accessKeyId));
  const account = new Account((request) => route.internal(request), options.moto);
  const access = new Access(account, principals, ACCOUNT_ID, all);
  const route = router({
    forward: withObjectBodies(toMoto, options.moto.objects),
    services: all,
    guards: [access.guard],
    observers: [access.observe],
  });
  const door = doorKey({ instance: options.instance, secretAccessKey: principals.root.secretAccessKey });
  const { server, port } = await listen(options.port, {
    region: options.region,
    services: all,
    dispatch: route.dispatch,
    internal: async (path, headers) => {
      if (!opens(door, headers[DOOR_HEADER])) return undefined;
      if (path === "health") return jsonResponse(200, { instance: options.instance });
      const seconds = /^advance\/(\d{1,9})$/.exec(path)?.[1];
      if (seconds !== undefined) {
        for (const service of all) await service.beforeAdvance?.();
        for (const service of all) await service.advance?.(Number(seconds));
        return jsonResponse(200, {});
      }
      return path === "status" ? jsonResponse(200, await statusOf(options.instance, all, access)) : undefined;
    },
    gate: { authentication: new Authentication(principals), forward: route.internal },
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
    throw new HeadraceError(
      "port_taken",
      `Port ${options.port} on 127.0.0.1 cannot be used (${error.code}).`,
      "Name another port, or none to take a free one.",
      3,
    );
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const trino =
    options.trino &&
    (await Trino.start(
      options.trino,
      { endpoint, region: options.region, ...principals.root },
      options.state,
    ));
  all.push(
    ...services({
      endpoint,
      region: options.region,
      accountId: ACCOUNT_ID,
      state: options.state,
      credentialsOf: (accessKeyId) => principals.credentialsOf(accessKeyId),
      forward: route.internal,
      account,
      principals,
      trino,
      roles: {
        credentials: (role, session) => principals.credentials(role, session),
        lacks: (role, action, resource, record) => access.lacks(role, action, resource, record),
        refused: (caller, need, region) => access.refused(caller, need, region),
      },
    }),
  );
  return {
    endpoint,
    port,
    accountId: ACCOUNT_ID,
    root: principals.root,
    close: async () => {
      trino?.close();
      server.close();
      server.closeAllConnections();
      await route.close();
      closeForward();
    },
  };
}
