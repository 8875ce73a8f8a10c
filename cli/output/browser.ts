// Opens a file, or an address, in the browser of whoever sits at this machine.
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";

/** What opens an address: the program that BROWSER names, as on many systems, or the system's own. */
function opener(): [program: string, ...words: string[]] {
  if (process.env.BROWSER) return [process.env.BROWSER];
  if (process.platform === "darwin") return ["open"];
  if (process.platform === "win32") return ["cmd", "/c", "start", ""];
  return ["xdg-open"];
}

/** @returns false where this machine has nothing to open it with */
export function openInBrowser(pathOrAddress: string): Promise<boolean> {
  const [program, ...words] = opener();
  const address = /^https?:/.test(pathOrAddress) ? pathOrAddress : pathToFileURL(pathOrAddress).href;
  return new Promise((resolve) => {
    const child = spawn(program, [...words, address], { detached: true, stdio: "ignore" });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}
