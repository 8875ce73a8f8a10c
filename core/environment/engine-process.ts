// What a process that imports large files is started with. Every thread that has run a statement keeps the memory it
// freed, in an arena of its own, glibc's and DuckDB's alike, and a statement may run on any of six: 680 MiB were
// resident where 300 were in use. With one arena each, freed memory serves the next statement, whichever thread it runs on.
// Read when a process starts, so that it cannot be set from within. JSON, since bin/ reads it on any Node.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const ENGINE_PROCESS = JSON.parse(
  readFileSync(join(import.meta.dirname, "engine-process.json"), "utf8"),
) as Readonly<Record<string, string>>;
