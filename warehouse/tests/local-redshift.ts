// The local AWS's Redshift Data API on a port of its own, for the dialect and the models to meet Redshift's rules.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely } from "kysely";
import type { OwnService, ServiceResponse } from "../../local/gateway/service.ts";
import { redshiftData } from "../../local/services/redshift/index.ts";
import { RedshiftDataDialect, type RedshiftDataDialectConfig } from "../kysely/index.ts";

export class LocalRedshift {
  readonly endpoint: string;
  readonly #server: Server;
  readonly #service: OwnService;
  readonly #state: string;
  readonly #open: { destroy(): Promise<void> }[] = [];

  private constructor(server: Server, service: OwnService, state: string, endpoint: string) {
    this.#server = server;
    this.#service = service;
    this.#state = state;
    this.endpoint = endpoint;
  }

  static async start(): Promise<LocalRedshift> {
    const state = await mkdtemp(join(tmpdir(), "headrace-redshift-"));
    let service: OwnService | undefined;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const answer = await (service as OwnService).handle(
        {
          service: "redshift-data",
          region: "eu-west-1",
          operation: (headers["x-amz-target"] ?? "").split(".")[1] ?? "",
          accessKeyId: "test",
          errors: "json",
          method: request.method ?? "POST",
          path: "/",
          query: new URLSearchParams(),
          headers,
          body: Buffer.concat(chunks),
        },
        // No control plane: any workgroup's name will do.
        async (): Promise<ServiceResponse> => ({ status: 501, headers: {}, body: "{}" }),
      );
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    service = redshiftData({ endpoint, region: "eu-west-1", accountId: "123456789012", state });
    return new LocalRedshift(server, service, state, endpoint);
  }

  connect<DB>(config: Partial<RedshiftDataDialectConfig> = {}): Kysely<DB> {
    const db = new Kysely<DB>({
      dialect: new RedshiftDataDialect({
        endpoint: this.endpoint,
        region: "eu-west-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        workgroupName: "local",
        database: "dev",
        retry: { attempts: 4, baseMs: 5 },
        ...config,
      }),
    });
    this.#open.push(db);
    return db;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#open.map((db) => db.destroy()));
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#service.close?.();
    await rm(this.#state, { recursive: true, force: true });
  }
}
