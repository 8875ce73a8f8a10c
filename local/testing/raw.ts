// For tests: requests as anybody may write them, with a Host and an Origin of one's own, and who listens where.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { request as httpRequest } from "node:http";

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export const asker =
  (port: () => number) =>
  (
    method: string,
    path: string,
    headers: Record<string, string | undefined> = {},
    body: string | Uint8Array = "",
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const out = httpRequest(
        {
          host: "127.0.0.1",
          port: port(),
          method,
          path,
          headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
        },
        (message) => {
          let text = "";
          message.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
          });
          message.on("end", () =>
            resolve({ status: message.statusCode ?? 0, headers: message.headers, body: text }),
          );
        },
      );
      out.once("error", reject);
      out.end(body);
    });

/** Status and AWS's code of an answer, such as `403 AccessDenied`. */
export const codeOf = ({ status, headers, body }: Answer): string =>
  `${status} ${headers["x-amzn-errortype"] ?? /<Code>(.*?)<\/Code>/.exec(body)?.[1] ?? body.trim()}`;

/** Address and port on which a process listens. */
export function listeningOf(pid: number): { address: string; port: number } {
  if (process.platform !== "linux") {
    const out = execFileSync("lsof", ["-a", "-p", String(pid), "-nP", "-iTCP", "-sTCP:LISTEN", "-Fn"], {
      encoding: "utf8",
    });
    const [, address = "", port] = /^n(.*):(\d+)$/m.exec(out) ?? [];
    return { address, port: Number(port) };
  }
  const sockets = readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
  for (const line of readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1)) {
    const [, at = "", , listening, , , , , , inode = ""] = line.trim().split(/\s+/);
    if (listening !== "0A" || !sockets.includes(inode)) continue;
    const [hex = "", port = ""] = at.split(":");
    const address = (hex.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16));
    return { address: address.join("."), port: Number.parseInt(port, 16) };
  }
  throw new Error(`${pid} listens on no port`);
}
