// headrace api DIR: where the REST API of what was applied answers on this machine, and a curl line for each route.
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { runningLocal, STATE_OPTION } from "../local-aws.ts";
import { makeOutput } from "../output/output.ts";

const SIGNATURE = {
  command: "api",
  summary: "Prints the REST API's address on the local AWS, and a signed curl line for each of its routes.",
  positionals: ["DIR"],
  options: {
    open: { type: "boolean", description: "open the reference of its routes in a browser" },
    ...STATE_OPTION,
  },
  details:
    'The lines take the key from the environment: `eval "$(headrace local env)"` sets it. They are signed as the account\'s root: what it may do, the ' +
    "group says that api_access.members puts its ARN into. With --open a page of all routes is written into the local AWS's folder and opened: by the " +
    "program that BROWSER names, or the system's own.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const dir = folder(positionals[0]);
  const output = makeOutput(values.json);
  const local = await runningLocal(values.state);
  const { apiOf, curlLines, writePage } = await import("../pipeline/api.ts");
  const api = apiOf(dir, local);
  const routes = curlLines(api);
  const page = values.open ? writePage(api, routes, local) : undefined;
  await output.answer({ ...api, routes, ...(page !== undefined && { page }) });
  output.say(`${api.address}\n`);
  for (const { summary, curl } of routes) output.say(`# ${summary}\n${curl}\n`);
  if (page !== undefined) {
    const { openInBrowser } = await import("../output/browser.ts");
    const opened = await openInBrowser(page);
    output.say(opened ? `Opened ${page}.` : `Nothing here opens pages; this is the one: ${page}`);
  }
  return 0;
}
