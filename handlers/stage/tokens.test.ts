// Tokens of the stage function against moto: the vault's table and key, and versions of the token key.
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { columnSchema } from "../../core/contract/schema.ts";
import { readTokenKeys } from "../../core/tokens/keys.ts";
import { tokenizerOf } from "../../core/tokens/tokenizer.ts";
import { isVaultToken, type Vault } from "../../core/tokens/vault/vault.ts";
import { dynamodb } from "../aws/clients/dynamodb.ts";
import { kms } from "../aws/clients/kms.ts";
import { VaultTable } from "../aws/vault/table.ts";
import { vaultOf } from "../aws/vault/vault.ts";
import { KmsWrapping } from "../aws/vault/wrapping.ts";
import { keysOf, messagesOf, readObject } from "../testing/inspect.ts";
import { StageBench } from "../testing/stage-bench.ts";

const phone = { name: "phone", type: "string", tokenize: "ff1", ff1: { keep: "- " } };
const people = {
  columns: [
    { name: "id", type: "int", required: true },
    { name: "mail", type: "string", tokenize: "vault" },
    phone,
    { name: "old", type: "string", tokenize: "hmac" },
  ],
};
const contract = { version: 1, name: "acme", datasets: { people } };

interface Person {
  id: number;
  mail: string | null;
  phone: string | null;
  old: string | null;
}

describe("the stage function's tokens", () => {
  let bench: StageBench;
  const before = { ...process.env };
  beforeAll(async () => {
    bench = await StageBench.open();
    // The vault is opened in this process too, as those do who may.
    Object.assign(process.env, bench.account.env);
  }, 180_000);
  afterAll(async () => {
    for (const client of [dynamodb(), kms()]) client.destroy();
    for (const name of Object.keys(bench?.account.env ?? {})) delete process.env[name];
    Object.assign(process.env, before);
    await bench?.close();
  });

  const rows = async (): Promise<Person[]> => {
    const all = (await bench.rows("people")).map((row) => JSON.parse(row) as Person);
    return all.sort((left, right) => left.id - right.id);
  };
  /** What the vault's table holds, by how the ids begin: v of values, t of tokens, k of keys. */
  const kept = async (kind: string): Promise<number> => {
    const { Items = [] } = await bench.account.dynamodb.send(
      new ScanCommand({ TableName: bench.pipeline.vaultTable }),
    );
    return Items.filter(({ id }) => id?.S?.startsWith(`${kind}#`)).length;
  };
  const vault = (): Vault => {
    const found = vaultOf(bench.pipeline.stageEnv as Parameters<typeof vaultOf>[0]);
    if (!found) throw new Error("the environment names no vault");
    return found;
  };

  test("two functions at once over the same values give each one token; what comes later has it too, and it opens", async () => {
    const pipeline = await bench.fresh(contract);
    const csv = (first: number): string =>
      `id,mail,phone,old\n${Array.from({ length: 150 }, (_, at) => `${first + at},m${at}@x.org,020-7946 ${1000 + at},o`).join("\n")}\n`;
    const events = await Promise.all([0, 1000].map((first) => bench.put(`people/${first}.csv`, csv(first))));
    const both = await Promise.all(events.map((event) => bench.stage([event])));
    for (const { response } of both) expect(response).toEqual({ batchItemFailures: [] });
    await bench.stage([await bench.put("people/later.csv", csv(2000))]);

    const all = await rows();
    expect(all).toHaveLength(450);
    const [one, two, later] = [all.slice(0, 150), all.slice(150, 300), all.slice(300)];
    const tokens = (of: Person[] | undefined): (string | null)[] => (of ?? []).map(({ mail }) => mail);
    expect(tokens(one).every((token) => isVaultToken(token ?? ""))).toBe(true);
    expect(new Set(tokens(one)).size).toBe(150);
    expect(tokens(two)).toEqual(tokens(one));
    expect(tokens(later)).toEqual(tokens(one));
    expect(await kept("v")).toBe(150);
    expect(await kept("t")).toBe(150);
    expect(await vault().open(tokens(one) as string[])).toEqual(one?.map((_, at) => `m${at}@x.org`));
    expect(both.map(({ log }) => log).join("\n")).not.toMatch(/@x\.org|tok_/);

    const { SecretString = "" } = await bench.account.secrets.send(
      new GetSecretValueCommand({ SecretId: pipeline.stageEnv.TOKEN_KEY_SECRET_ARN }),
    );
    const keys = readTokenKeys(Buffer.from(SecretString));
    const opened = await tokenizerOf(columnSchema.parse(phone), { keys }).values(
      (one ?? []).map((row) => row.phone as string),
    );
    expect(opened).toEqual(one?.map((_, at) => `020-7946 ${1000 + at}`));
  }, 240_000);

  test("killed on its way and delivered again, values keep their tokens and each opens", async () => {
    await bench.fresh(contract);
    const csv = "id,mail,phone,old\n1,a@x.org,123456,o\n2,b@x.org,,\n3,a@x.org,12345,o\n";
    const event = await bench.put("people/p.csv", csv);
    let killed = true;
    for (let n = 4; killed; n += 2)
      killed = (await bench.stage([event], { killBefore: n })).response === undefined;
    expect(await kept("v")).toBe(2);
    const found = await rows();
    expect(found).toHaveLength(2);
    expect(await vault().open(found.map(({ mail }) => mail as string))).toEqual(["a@x.org", "b@x.org"]);
  }, 240_000);

  test("a part of the stages: what ff1 cannot take is quarantined with its line; the next part makes the tokens", async () => {
    const pipeline = await bench.fresh(contract);
    const split = (STAGES: string) => ({
      env: { STAGES, INTERIM_BUCKET: pipeline.interim, NEXT_QUEUE_URL: pipeline.nextQueue },
    });
    const csv = "id,mail,phone,old\n1,a@x.org,123456,o\n2,b@x.org,12345,o\n";
    await bench.stage([await bench.put("people/p.csv", csv)], split("validate,cleanse"));
    expect(await kept("v")).toBe(0);
    const [key = ""] = await keysOf(bench.account, pipeline.quarantine, "people/");
    expect(JSON.parse(await readObject(bench.account, pipeline.quarantine, key))).toMatchObject({
      line: 3,
      raw: "2,b@x.org,12345,o",
      reasons: ["phone:tokenize"],
    });
    await bench.stage(
      await messagesOf(bench.account, pipeline.nextQueue),
      split("tokenize,enrich,transform"),
    );
    const [row] = await rows();
    expect(row?.phone).toMatch(/^\d{6}$/);
    expect(await vault().open([row?.mail as string])).toEqual(["a@x.org"]);
    expect(await kept("v")).toBe(1);
  }, 240_000);

  test("a key that was rotated: new rows have the new version's tokens, and old ones open with the old", async () => {
    const next = { ...phone, key_version: 2 };
    const pipeline = await bench.fresh({
      ...contract,
      datasets: { people: { columns: [...people.columns.slice(0, 2), next, ...people.columns.slice(3)] } },
    });
    const secret = JSON.stringify({ token_keys: { 1: "first", 2: "second" } });
    await bench.account.secrets.send(
      new PutSecretValueCommand({ SecretId: pipeline.stageEnv.TOKEN_KEY_SECRET_ARN, SecretString: secret }),
    );
    await bench.stage([await bench.put("people/p.csv", "id,mail,phone,old\n1,a@x.org,123456,o\n")]);
    const [row] = await rows();
    const keys = readTokenKeys(Buffer.from(secret));
    const column = columnSchema.parse(next);
    expect(await tokenizerOf(column, { keys }).values([row?.phone as string])).toEqual(["123456"]);
    const before = tokenizerOf(columnSchema.parse(phone), { keys: readTokenKeys(Buffer.from("first")) });
    const [old] = await before.tokens(["123456"]);
    expect(old).not.toBe(row?.phone);
    expect(await tokenizerOf(column, { keys }, 1).values([old as string])).toEqual(["123456"]);
  }, 120_000);

  test("the key's uses are apart: what wraps the index does not open values, and another vault's nothing", async () => {
    const { VAULT_KMS_KEY_ARN = "", VAULT_TABLE = "" } = bench.pipeline.stageEnv;
    const wrapping = new KmsWrapping(VAULT_KMS_KEY_ARN, VAULT_TABLE);
    const { plain, wrapped } = await wrapping.generate("index");
    expect(Buffer.from(await wrapping.unwrap(wrapped, "index"))).toEqual(Buffer.from(plain));
    await expect(wrapping.unwrap(wrapped, "values")).rejects.toThrow();
    await expect(new KmsWrapping(VAULT_KMS_KEY_ARN, "other").unwrap(wrapped, "index")).rejects.toThrow();
    const table = new VaultTable(VAULT_TABLE);
    expect(Buffer.from(await table.addKey("x", wrapped))).toEqual(Buffer.from(wrapped));
    expect(Buffer.from(await table.addKey("x", plain))).toEqual(Buffer.from(wrapped));
  });
});
