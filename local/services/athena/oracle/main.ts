// `npm run oracle:athena`: asks a real Trino, taken from Maven, all statements of the .sql files here and those
// that are generated, and keeps its answers in answers.jsonl, which the tests replay without Java. It needs Java 17 and Maven; the download is 90 MB, once.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { verdict } from "./compare.ts";
import { generatedStatements } from "./generate.ts";
import { type Answer, localAnswer, openLocal } from "./local-answer.ts";
import { nullStatements } from "./null-statements.ts";

/** The files of statements. */
const WRITTEN = [
  "statements",
  "functions",
  "analysts",
  "columns",
  "decimals",
  "lambdas",
  "everyday",
  "correlations",
  "json",
];
/** The last Trino that runs queries in one process on Java 17. */
const VERSION = "435";
const HERE = import.meta.dirname;
const CACHE = join(HERE, "../../../../node_modules/.cache", `trino-${VERSION}`);

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>oracle</artifactId><version>1</version>
<dependencies><dependency><groupId>io.trino</groupId><artifactId>trino-main</artifactId><version>${VERSION}</version></dependency></dependencies>
</project>
`;

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { cwd: CACHE, stdio: ["ignore", "inherit", "inherit"] });
  if (done.error || done.status !== 0) {
    console.error(`${command} ${args[0]} failed: the oracle needs Java 17 and Maven on the path`);
    process.exit(3);
  }
}

/** Trino's libraries and the oracle's class, made where they are not there. */
async function prepare(): Promise<void> {
  await mkdir(join(CACHE, "classes"), { recursive: true });
  if (!existsSync(join(CACHE, "lib"))) {
    await writeFile(join(CACHE, "pom.xml"), POM);
    run("mvn", [
      "-q",
      "-B",
      "dependency:copy-dependencies",
      "-DincludeScope=runtime",
      "-DoutputDirectory=lib",
    ]);
  }
  const sources = [join(HERE, "Oracle.java"), join(HERE, "../real-trino/Texts.java")];
  run("javac", ["-cp", "lib/*", "-d", "classes", ...sources]);
}

/** What Trino says to each line. */
async function ask(statements: string): Promise<string> {
  const args = ["--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", "lib/*:classes", "Oracle"];
  const java = spawn("java", args, { cwd: CACHE, stdio: ["pipe", "pipe", "ignore"] });
  java.stdin.end(statements);
  let output = "";
  for await (const chunk of java.stdout) output += chunk;
  return output;
}

await prepare();
const written = await Promise.all(WRITTEN.map((name) => readFile(join(HERE, `${name}.sql`), "utf8")));
const calls = written[WRITTEN.indexOf("functions")] ?? "";
const statements = [
  ...written.flatMap((text) => text.split("\n")),
  ...generatedStatements(),
  ...nullStatements(calls.split("\n")),
];
const answers = (await ask([...new Set(statements)].join("\n")))
  .split("\n")
  .filter((line) => line !== "")
  // Only the code of an error is kept: the words hold places and lists that change with every version.
  .map((line) => ({ ...(JSON.parse(line) as Answer), message: undefined }));
await writeFile(join(HERE, "answers.jsonl"), answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""));
console.log(
  `${answers.length} answers of Trino ${VERSION} are in local/services/athena/oracle/answers.jsonl`,
);

const connection = await openLocal();
const counts = new Map<string, number>();
for (const trino of answers) {
  const local = await localAnswer(connection, trino.sql);
  const judged = verdict(trino, local);
  counts.set(judged, (counts.get(judged) ?? 0) + 1);
  if (judged === "wrong" || judged === "misleading") console.log(JSON.stringify({ trino, local }));
}
connection.closeSync();
const verdicts = Object.fromEntries([...counts].sort());
console.log(verdicts);
const [functions] = (await ask("show functions")).split("\n");
const names = new Set((JSON.parse(functions as string) as Answer).rows?.map(([name]) => name));
// The guide tells of it.
const summary = { trino: VERSION, verdicts, functions: [...names].sort() };
await writeFile(join(HERE, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
