// The packages that stand by themselves, typed and run: the dialect and the receiver.
import type { Project } from "./project.ts";

export const LIBRARIES = {
  "package.json": '{ "name": "mine", "private": true, "type": "module" }\n',
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      target: "es2024",
      module: "nodenext",
      strict: true,
      skipLibCheck: false,
      outDir: "out",
    },
    files: ["main.ts"],
  }),
  "main.ts": `import { Kysely } from "kysely";
import { RedshiftDataDialect } from "kysely-redshift-data";
import { receiver } from "headrace-receive";

const db = new Kysely<{ orders: { id: number } }>({
  dialect: new RedshiftDataDialect({ workgroupName: "w", database: "d" }),
});
console.log(db.selectFrom("orders").select("id").compile().sql);
const handler = receiver({ topics: ["arn:aws:sns:eu-west-1:123456789012:t"], onMessage: () => {} });
console.log((await handler(new Request("https://x.example/", { method: "POST", body: "{}" }))).status);
`,
};

export const checkLibraries = async (project: Project): Promise<void> => {
  await project.expect(["tsc", "-p", "."]);
  await project.expect(["node", "out/main.js"], { shows: /^select "id" from "orders"\n4\d\d\n$/ });
};
