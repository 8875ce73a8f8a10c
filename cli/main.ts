// The `headrace` command: one way in, one way out. Every failure ends in reportFailure, every exit in an exit code.
import { dispatch } from "./dispatch.ts";
import { onInterrupt } from "./interrupt.ts";
import { reportFailure } from "./output/failure.ts";

const argv = process.argv.slice(2);
const interrupt = onInterrupt();

async function end(cause: unknown): Promise<never> {
  const code = interrupt.code() ?? (await reportFailure(cause, argv.includes("--json")).catch(() => 1));
  process.exit(code);
}

process.on("uncaughtException", end);
process.on("unhandledRejection", end);
// Whoever reads us may stop reading (`| head`): that is their right, and no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

try {
  const code = await dispatch(argv, interrupt.signal);
  process.exit(interrupt.code() ?? code);
} catch (error) {
  await end(error);
}
