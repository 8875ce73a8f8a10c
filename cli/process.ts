// A program as a process: one way in, one way out. Every failure ends in reportFailure, every exit in an exit code.
import { onInterrupt } from "./interrupt.ts";
import { leave } from "./leave.ts";
import { reportFailure } from "./output/failure.ts";

/** Runs `program` on the command line's words and ends the process with the exit code that it gives. */
export async function runProcess(
  program: (argv: string[], signal: AbortSignal) => Promise<number>,
): Promise<never> {
  const argv = process.argv.slice(2);
  const interrupt = onInterrupt();
  const end = async (cause: unknown): Promise<never> => {
    const code = interrupt.code() ?? (await reportFailure(cause, argv.includes("--json")).catch(() => 1));
    return leave(code);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
  // Whoever reads us may stop reading (`| head`): that is their right, and no failure.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => void leave(error.code === "EPIPE" ? 0 : 1));
  try {
    const code = await program(argv, interrupt.signal);
    return await leave(interrupt.code() ?? code);
  } catch (error) {
    return end(error);
  }
}
