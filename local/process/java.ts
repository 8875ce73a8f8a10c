// What a Java says of itself.
import { runTool } from "./tool.ts";

export interface Java {
  home: string;
  /** 8, 17, 24. */
  version: number;
}

/** @param java its executable. @returns undefined where it does not say what it is */
export async function javaProperties(java: string): Promise<Java | undefined> {
  // It says it on standard error, which counts here only with the other.
  const { ok, out } = await runTool("/bin/sh", ["-c", '"$0" -XshowSettings:properties -version 2>&1', java]);
  const version = Number(/java\.specification\.version = (?:1\.)?(\d+)/.exec(out)?.[1]);
  const home = /java\.home = (.+)/.exec(out)?.[1]?.trim();
  return ok && home && version ? { home, version } : undefined;
}
