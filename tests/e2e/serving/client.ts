// A client as a consumer makes one: a public generator turns the API's own document into TypeScript, which compiles under tsc's
// strict rules together with a program that uses it; the program then asks the deployed API, signed.
import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { CHECKOUT } from "../headrace.ts";
import type { Laptop } from "../laptop.ts";
import type { Callers } from "./callers.ts";

const MINUTES = 60_000;
const run = promisify(execFile);
const packaged = (name: string) => join(CHECKOUT, "node_modules", ".bin", name);

/** Its types are those of the generated client: a route, a parameter or a field that is not there does not compile. */
const PROGRAM = `import { Api, type Problem } from "./Api.ts";
import { signedFetch } from ${JSON.stringify(join(CHECKOUT, "local/testing/signed-fetch.ts"))};

const { credentials, region } = JSON.parse(process.env.SIGNING ?? "{}");
const api = new Api({
  customFetch: (url, init) =>
    signedFetch(
      String(url),
      { ...init, headers: Object.fromEntries(new Headers(init?.headers)) } as Parameters<typeof signedFetch>[1],
      { credentials, service: "execute-api", region },
    ),
});

const { data: { datasets } } = await api.datasets.listDatasets();
const { data: orders } = await api.datasets.getDataset({ name: "orders" });
const { data: page } = await api.datasets.getRows({
  name: "orders",
  select: "order_id",
  where: ["amount.gte.10", "segment.eq.gold"],
  limit: 5,
});
const { data: answer } = await api.queries.startQuery({ query: "by_segment", parameters: { least: "10.00" } });
const { data: judged } = await api.validate.validateRecords({
  dataset: "customers",
  records: [{ customer_id: 1, segment: "bronze" }],
});
const refused = await api.datasets.getDataset({ name: "nowhere" }).catch((response: { error: Problem }) => response.error);
console.log(
  JSON.stringify({
    datasets: datasets.map(({ name, kind }) => [name, kind]),
    columns: orders.columns.map(({ name }) => name),
    rows: page.rows.length,
    state: answer.state,
    cells: "rows" in answer ? answer.rows.length : null,
    reasons: judged.outcomes.map(({ reasons }) => reasons),
    refused: "type" in refused ? refused.type : null,
  }),
);
`;

export function clientTests(callers: Callers, laptop: Laptop): void {
  test(
    "a client that a public generator makes of /openapi.json compiles strictly, and works",
    async () => {
      const folder = join(laptop.home, "client");
      mkdirSync(folder);
      symlinkSync(join(CHECKOUT, "node_modules"), join(folder, "node_modules"));
      const { body: document } = await callers.ask("/openapi.json", { as: "ann" });
      // The address at which it answers on this machine, so that the client needs no other.
      expect(document.servers).toEqual([{ url: callers.base }]);
      writeFileSync(join(folder, "openapi.json"), JSON.stringify(document));
      writeFileSync(join(folder, "program.ts"), PROGRAM);
      writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
      const compilerOptions = {
        strict: true,
        noEmit: true,
        target: "es2024",
        module: "nodenext",
        lib: ["es2024", "dom", "dom.iterable"],
        types: ["node"],
        skipLibCheck: true,
        allowImportingTsExtensions: true,
      };
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions, files: ["program.ts"] }),
      );
      await run(packaged("swagger-typescript-api"), [
        "generate",
        ...["--path", join(folder, "openapi.json"), "--output", folder, "--name", "Api.ts"],
        ...["--silent", "--extract-request-params"],
      ]);
      await run(packaged("tsc"), ["--project", folder]).catch((error: { stdout: string }) => {
        throw new Error(error.stdout);
      });
      const signing = { credentials: callers.credentialsOf("ann"), region: laptop.aws.region };
      const { stdout } = await run(
        packaged("node"),
        [
          "--disable-warning=ExperimentalWarning",
          "--experimental-transform-types",
          join(folder, "program.ts"),
        ],
        { env: { ...process.env, SIGNING: JSON.stringify(signing) } },
      );
      expect(JSON.parse(stdout)).toEqual({
        datasets: [
          ["customers", "dataset"],
          ["orders", "dataset"],
        ],
        columns: expect.arrayContaining(["order_id", "ordered_on", "ordered_on_month"]),
        rows: 5,
        state: "succeeded",
        cells: 2,
        reasons: [["segment:in"]],
        refused: "urn:headrace:problem:not_permitted",
      });
    },
    3 * MINUTES,
  );
}
