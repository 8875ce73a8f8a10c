// What the dialect costs a statement beyond the bare SDK's two calls, against a service that answers at once.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { Kysely } from "kysely";
import { RedshiftDataDialect } from "../kysely/index.ts";

export interface StatementOverhead {
  statements: number;
  /** Milliseconds for one statement with its result by the SDK alone, and by the dialect. */
  sdkMs: number;
  dialectMs: number;
}

const ANSWERS: Readonly<Record<string, string>> = {
  ExecuteStatement: '{"Id":"00000000-0000-0000-0000-000000000000","Status":"FINISHED","HasResultSet":true}',
  GetStatementResult:
    '{"ColumnMetadata":[{"label":"id","typeName":"int8"},{"label":"name","typeName":"varchar"}],"Records":[[{"longValue":1},{"stringValue":"a"}]],"TotalNumRows":1}',
};

/** Runs so many statements each way, after as many to warm up. */
export async function statementOverhead(statements = 300): Promise<StatementOverhead> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(ANSWERS[String(request.headers["x-amz-target"]).split(".")[1] as string]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new RedshiftDataClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  });
  const db = new Kysely<{ t: { id: number; name: string } }>({
    dialect: new RedshiftDataDialect({ client, workgroupName: "bench", database: "bench" }),
  });
  const Sql = 'select "id", "name" from "t" where "id" = cast(:p1 as integer) limit 1';
  const sdk = async () => {
    const { Id } = await client.send(
      new ExecuteStatementCommand({
        Sql,
        Database: "bench",
        WorkgroupName: "bench",
        WaitTimeSeconds: 30,
        Parameters: [{ name: "p1", value: "1" }],
      }),
    );
    await client.send(new GetStatementResultCommand({ Id }));
  };
  const dialect = () => db.selectFrom("t").select(["id", "name"]).where("id", "=", 1).limit(1).execute();
  const times: Record<string, number> = {};
  for (const round of ["warm", "timed"]) {
    for (const [name, run] of Object.entries({ sdk, dialect })) {
      const began = performance.now();
      for (let i = 0; i < statements; i++) await run();
      times[`${name} ${round}`] = (performance.now() - began) / statements;
    }
  }
  await db.destroy();
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return { statements, sdkMs: times["sdk timed"] as number, dialectMs: times["dialect timed"] as number };
}
