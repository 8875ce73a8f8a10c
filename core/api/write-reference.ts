// npm run docs:api: writes docs/api.md.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiReference } from "./reference.ts";

writeFileSync(join(import.meta.dirname, "../../docs/api.md"), apiReference());
