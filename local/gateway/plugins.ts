// The services that other folders bring: loaded where they exist, so that a part of the local AWS can be left out.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LocalContext, LocalService } from "./service.ts";

const PLUGINS = [
  { folder: "athena", make: "athena" },
  { folder: "redshift", make: "redshiftData" },
  { folder: "redshift/serverless", make: "redshiftServerless" },
] as const;

export async function plugins(context: LocalContext): Promise<LocalService[]> {
  const made: LocalService[] = [];
  for (const { folder, make } of PLUGINS) {
    const file = join(import.meta.dirname, "..", folder, "index.ts");
    if (!existsSync(file)) continue;
    const module = (await import(pathToFileURL(file).href)) as Record<
      string,
      ((context: LocalContext) => LocalService) | undefined
    >;
    const service = module[make]?.({ ...context, state: join(context.state, folder) });
    if (service) made.push(service);
  }
  return made;
}
