// For tests: all services of the local AWS as it makes them, with nothing behind them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalService } from "../gateway/service.ts";
import { Account } from "../iam/account.ts";
import { Principals } from "../iam/principals.ts";
import { services } from "../services/index.ts";

/** @returns the services, and what ends them */
export async function allServices(): Promise<{ services: LocalService[]; close: () => Promise<void> }> {
  const state = await mkdtemp(join(tmpdir(), "headrace-services-"));
  const forward = async (): Promise<never> => {
    throw new Error("nothing is behind these services");
  };
  const principals = new Principals(async () => undefined);
  const all = services({
    endpoint: "http://127.0.0.1:1",
    region: "eu-west-1",
    accountId: "1",
    state,
    forward,
    account: new Account(forward, { port: 1 }),
    principals,
    roles: {
      credentials: (role, session) => principals.credentials(role, session),
      lacks: async () => undefined,
      refused: async () => undefined,
    },
  });
  return {
    services: all,
    close: async () => {
      for (const service of all) await service.close?.();
      await rm(state, { recursive: true, force: true });
    },
  };
}
