// headrace console DIR: the page of `report`, served on this machine while the local AWS runs, with what only a server can do.
import { parse } from "../args/parse.ts";
import { portOf, STATE_OPTION } from "../local-aws.ts";
import { openInBrowser } from "../output/browser.ts";
import { makeOutput } from "../output/output.ts";

const SIGNATURE = {
  command: "console",
  summary:
    "Serves the pipeline's page on 127.0.0.1 until Ctrl-C: live counts, a box for SQL, and a button that sends dead letters back.",
  positionals: ["DIR"],
  options: {
    ...STATE_OPTION,
    port: { type: "string", value: "N", description: "its port; a free one where absent" },
    open: { type: "boolean", description: "open it in a browser" },
  },
  details:
    "Its address has a token in it, which no other page in the browser knows: whoever has the address may do what the page can. It shows quarantined rows as the files have them.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const port = portOf(values.port);
  const output = makeOutput(values.json);
  const { seenIn } = await import("../page/collect/index.ts");
  const find = () => seenIn(positionals[0], { state: values.state, aws: false });
  const seen = await find();
  const { Answers } = await import("../page/console/answers.ts");
  const { serve } = await import("../page/console/server.ts");
  const { address, close } = await serve(new Answers(seen, find), port);
  try {
    await output.answer({ address });
    output.say(`${address}\nCtrl-C ends it.`);
    if (values.open && !(await openInBrowser(address))) output.say("Nothing here opens pages.");
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  } finally {
    await close();
  }
  return 0;
}
