// `headrace console` as a user runs it: a process that prints its address, and goes on until Ctrl-C.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { CHECKOUT } from "./headrace.ts";

export interface RunningConsole {
  address: string;
  /** Presses Ctrl-C. @returns the exit code */
  interrupt(): Promise<number | null>;
}

export function startConsole(dir: string, env: NodeJS.ProcessEnv): Promise<RunningConsole> {
  const child = spawn(process.execPath, [join(CHECKOUT, "bin", "headrace.mjs"), "console", dir, "--json"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (!text.includes("\n")) return;
      const { address } = JSON.parse(text) as { address: string };
      resolve({
        address,
        interrupt() {
          child.kill("SIGINT");
          return ended;
        },
      });
    });
    void ended.then((code) => reject(new Error(`headrace console ended with ${code}`)));
  });
}
