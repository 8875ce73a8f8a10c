// The `headrace` command.
import { dispatch } from "./dispatch.ts";
import { runProcess } from "./process.ts";

await runProcess(dispatch);
