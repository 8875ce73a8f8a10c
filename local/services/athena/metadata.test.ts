// Athena's metadata API and its prepared statements.
import {
  CreatePreparedStatementCommand,
  DeletePreparedStatementCommand,
  GetDatabaseCommand,
  GetDataCatalogCommand,
  GetPreparedStatementCommand,
  GetTableMetadataCommand,
  ListDatabasesCommand,
  ListPreparedStatementsCommand,
  ListTableMetadataCommand,
  UpdatePreparedStatementCommand,
} from "@aws-sdk/client-athena";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TestAthena } from "../../testing/athena.ts";

let athena: TestAthena;

beforeAll(async () => {
  athena = await TestAthena.start();
});
afterAll(() => athena.close());

describe("the catalog", () => {
  const CatalogName = "AwsDataCatalog";

  test("the account's own catalog and its databases", async () => {
    const { DataCatalog } = await athena.client.send(new GetDataCatalogCommand({ Name: CatalogName }));
    expect(DataCatalog).toMatchObject({ Name: CatalogName, Type: "GLUE" });
    const { DatabaseList } = await athena.client.send(new ListDatabasesCommand({ CatalogName }));
    expect(DatabaseList?.map(({ Name }) => Name)).toContain("acme");
    const one = await athena.client.send(new GetDatabaseCommand({ CatalogName, DatabaseName: "acme" }));
    expect(one.Database?.Name).toBe("acme");
  });

  test("tables with their columns, keys and storage", async () => {
    const input = { CatalogName, DatabaseName: "acme" };
    const { TableMetadata } = await athena.client.send(
      new GetTableMetadataCommand({ ...input, TableName: "orders" }),
    );
    expect(TableMetadata?.Columns?.[0]).toMatchObject({ Name: "order_id", Type: "bigint" });
    expect(TableMetadata?.PartitionKeys?.map(({ Name }) => Name)).toEqual(["ordered_at_day"]);
    expect(TableMetadata?.Parameters?.location).toMatch(/^s3:\/\//);
    const list = await athena.client.send(new ListTableMetadataCommand({ ...input, Expression: "ord.*" }));
    expect(list.TableMetadataList?.map(({ Name }) => Name)).toEqual(["orders"]);
  });

  test("what is not there is a MetadataException", async () => {
    const gone = athena.client.send(new GetDatabaseCommand({ CatalogName, DatabaseName: "nowhere" }));
    await expect(gone).rejects.toMatchObject({ name: "MetadataException" });
    const other = athena.client.send(new ListDatabasesCommand({ CatalogName: "mysql" }));
    await expect(other).rejects.toThrow("only AwsDataCatalog is available locally");
  });
});

describe("prepared statements", () => {
  const WorkGroup = "primary";

  test("are made, changed, listed, executed and deleted", async () => {
    const named = { WorkGroup, StatementName: "plus" };
    const { client } = athena;
    await client.send(new CreatePreparedStatementCommand({ ...named, QueryStatement: "SELECT ? + 1" }));
    const again = client.send(new CreatePreparedStatementCommand({ ...named, QueryStatement: "SELECT 1" }));
    await expect(again).rejects.toThrow("already exists in workGroup primary");
    expect((await athena.run("EXECUTE plus USING 41")).rows[1]).toEqual(["42"]);
    await client.send(
      new UpdatePreparedStatementCommand({ ...named, QueryStatement: "SELECT ? + 2", Description: "two" }),
    );
    const { PreparedStatement } = await client.send(new GetPreparedStatementCommand(named));
    expect(PreparedStatement).toMatchObject({ QueryStatement: "SELECT ? + 2", Description: "two" });
    const { PreparedStatements } = await client.send(new ListPreparedStatementsCommand({ WorkGroup }));
    expect(PreparedStatements?.map(({ StatementName }) => StatementName)).toEqual(["plus"]);
    await client.send(new DeletePreparedStatementCommand(named));
    const gone = client.send(new GetPreparedStatementCommand(named));
    await expect(gone).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("PREPARE, EXECUTE and DEALLOCATE as text", async () => {
    expect((await athena.run("PREPARE twice FROM SELECT ? * 2 AS x")).state).toBe("SUCCEEDED");
    expect((await athena.run("EXECUTE twice USING 21")).rows).toEqual([["x"], ["42"]]);
    expect((await athena.run("DEALLOCATE PREPARE twice")).state).toBe("SUCCEEDED");
    await expect(athena.run("EXECUTE twice USING 1")).rejects.toThrow("was not found");
  });
});
