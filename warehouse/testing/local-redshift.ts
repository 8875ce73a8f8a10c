// The local AWS's Redshift Data API on a port of its own, for the dialect and the models to meet Redshift's rules.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ExecuteStatementCommand,
  ListSessionsCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { Kysely } from "kysely";
import type { OwnService } from "../../local/gateway/service.ts";
import { redshiftData } from "../../local/services/redshift/index.ts";
import { dialectSettings } from "../kysely/config.ts";
import type { Field } from "../kysely/driver/api-types.ts";
import { DataApi } from "../kysely/driver/data-api.ts";
import { RedshiftDataDialect, type RedshiftDataDialectConfig } from "../kysely/index.ts";
import { answerOfOthers, describeClusters } from "./control-plane.ts";

export class LocalRedshift {
  readonly endpoint: string;
  readonly #server: Server;
  readonly #service: OwnService;
  readonly #state: string;
  readonly #client: RedshiftDataClient;
  readonly #open: { destroy(): Promise<void> }[] = [];

  private constructor(server: Server, service: OwnService, state: string, endpoint: string) {
    this.#server = server;
    this.#service = service;
    this.#state = state;
    this.endpoint = endpoint;
    this.#client = new RedshiftDataClient({
      endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
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
      const [target, operation = ""] = (headers["x-amz-target"] ?? "").split(".");
      if (target !== "RedshiftData") {
        response.end(answerOfOthers(operation));
        return;
      }
      const answer = await (service as OwnService).handle(
        {
          service: "redshift-data",
          region: "eu-west-1",
          operation,
          accessKeyId: "test",
          errors: "json",
          method: request.method ?? "POST",
          path: "/",
          query: new URLSearchParams(),
          headers,
          body: Buffer.concat(chunks),
        },
        describeClusters,
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
        ...(config.clusterIdentifier === undefined && { workgroupName: "local" }),
        database: "dev",
        retry: { attempts: 4, baseMs: 5 },
        ...config,
      }),
    });
    this.#open.push(db);
    return db;
  }

  /** Ends every session, as the service ends one that is too old. */
  async endSessions(): Promise<void> {
    for (;;) {
      const { Sessions = [] } = await this.#client.send(new ListSessionsCommand({}));
      if (Sessions.length === 0) return;
      // A statement that comes after this one keeps the session alive: then it is ended once more.
      for (const { SessionId } of Sessions)
        await this.#client
          .send(
            new ExecuteStatementCommand({
              SessionId,
              Sql: "select 1",
              SessionKeepAliveSeconds: 0,
              WaitTimeSeconds: 30,
            }),
          )
          .catch((error) => {
            if (error.name !== "ValidationException") throw error;
          });
      await sleep(20);
    }
  }

  /** The rows of a statement past the dialect, to look at what a test left: bigints and decimals as text. */
  async look(
    sql: string,
    warehouse: Partial<RedshiftDataDialectConfig> = { workgroupName: "local" },
  ): Promise<unknown[][]> {
    const api = new DataApi(this.#client, dialectSettings({ database: "dev", ...warehouse }));
    const statement = await api.run({ sql, parameters: [] });
    const rows: unknown[][] = [];
    if (!statement.hasResultSet) return rows;
    for await (const { columns, records } of api.pages(statement))
      for (const record of records)
        rows.push(record.map((field, i) => (columns[i]?.typeName === "int8" ? textOf(field) : plain(field))));
    return rows;
  }

  async stop(): Promise<void> {
    this.#client.destroy();
    await Promise.all(this.#open.map((db) => db.destroy()));
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#service.close?.();
    await rm(this.#state, { recursive: true, force: true });
  }
}

const plain = (field: Field): unknown =>
  field.isNull ? null : (field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue);

const textOf = (field: Field): string | null => (field.isNull ? null : String(plain(field)));
