// `npm start`: builds the modules, applies examples/complete to the local AWS, imports real data, and shows it all.
import { join } from "node:path";
import { parse } from "./args/parse.ts";
import { HelpRequested } from "./args/usage.ts";
import { STATE_OPTION } from "./local-aws.ts";
import { makeOutput } from "./output/output.ts";
import { runProcess } from "./process.ts";
import { tour } from "./tour/tour.ts";

const SIGNATURE = {
  command: "start",
  summary:
    "Drives real data through infrastructure that Terraform makes on the local AWS, and shows what came of it.",
  positionals: [],
  options: {
    ...STATE_OPTION,
    stop: { type: "boolean", description: "stop the local AWS at the end; else it goes on, for queries" },
  },
} as const;

await runProcess(async (argv, signal) => {
  try {
    const { values } = parse(SIGNATURE, argv);
    // Nothing here is for machines: what is shown may go down a pipe.
    const output = { ...makeOutput(false), say: (text: string) => void process.stdout.write(`${text}\n`) };
    const root = join(import.meta.dirname, "..");
    return await tour({ root, output, signal, state: values.state, stop: values.stop });
  } catch (error) {
    if (!(error instanceof HelpRequested)) throw error;
    process.stdout.write(error.text.replaceAll("headrace start", "npm start --"));
    return 0;
  }
});
