// headrace api DIR: where the REST API of what was applied answers on this machine, and a curl line for each route.
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { runningLocal, STATE_OPTION } from "../local-aws.ts";
import { makeOutput } from "../output/output.ts";

const SIGNATURE = {
  command: "api",
  summary: "Prints the REST API's address on the local AWS, and a signed curl line for each of its routes.",
  positionals: ["DIR"],
  options: STATE_OPTION,
  details:
    'The lines take the key from the environment: `eval "$(headrace local env)"` sets it. They are signed as the account\'s root: what it may do, the ' +
    "group says that api_access.members puts its ARN into.",
} as const;

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const dir = folder(positionals[0]);
  const output = makeOutput(values.json);
  const local = await runningLocal(values.state);
  const { apiOf, curlLines } = await import("../pipeline/api.ts");
  const api = apiOf(dir, local);
  const routes = curlLines(api);
  await output.answer({ ...api, routes });
  output.say(`${api.address}\n`);
  for (const { summary, curl } of routes) output.say(`# ${summary}\n${curl}\n`);
  return 0;
}
