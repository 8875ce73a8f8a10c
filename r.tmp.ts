import { mkdirSync, writeFileSync } from "node:fs";
import { bundleClasses } from "./release/classes/bundle.ts";
import { classDeclarations } from "./release/classes/declarations.ts";

mkdirSync("/tmp/state/out/modules", { recursive: true });
await bundleClasses("/tmp/state/out");
writeFileSync("/tmp/state/out/modules/cdktf.d.ts", classDeclarations());
