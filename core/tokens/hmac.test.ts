// Tokens of hmac against OpenSSL, by the recipe of docs/architecture.md; ff1's key against OpenSSL's HKDF.
import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { importBytes } from "../engine/testing/harness.ts";
import { ff1Key } from "./keys.ts";

const openssl = (args: string[], input = ""): string =>
  spawnSync("openssl", args, { input, encoding: "utf8" }).stdout ?? "";
const withOpenssl = openssl(["version"]).startsWith("OpenSSL 3") ? test : test.skip;

withOpenssl("hmac tokens are what OpenSSL makes of the value and the key", async () => {
  const values = ["ann@example.org", "é😀", "x".repeat(200), "7"];
  const csv = `id,v\n${values.map((value, at) => `${at},${value}`).join("\n")}\n`;
  const columns = [
    { name: "id", type: "int" },
    { name: "v", type: "string", tokenize: "hmac" },
  ];
  const { rows } = await importBytes({ columns }, csv, { tokenKey: Buffer.from("a key"), order: "1" });
  for (const [at, value] of values.entries()) {
    const said = openssl(["dgst", "-sha256", "-hmac", "a key"], value);
    expect(said.trim().split("= ")[1]).toBe(rows[at]?.v);
  }
});

withOpenssl("ff1's key is what OpenSSL derives of the token key", () => {
  const hex = (text: string): string => Buffer.from(text).toString("hex");
  const args = ["-keylen", "32", "-kdfopt", "digest:SHA256", "-kdfopt", `hexkey:${hex("a key")}`];
  const said = openssl(["kdf", ...args, "-kdfopt", `hexinfo:${hex("headrace ff1")}`, "HKDF"]);
  expect(said.trim().replaceAll(":", "").toLowerCase()).toBe(
    Buffer.from(ff1Key(Buffer.from("a key"))).toString("hex"),
  );
});
