// Modules as the stacks of a cdktf app, each complete in itself.
import { join } from "node:path";
import { App } from "./cdktf.ts";
import { SIBLINGS } from "./compose.ts";
import type { ModuleDefinition } from "./define.ts";
import { describedIn, oneLine } from "./described.ts";
import { outputsJson, variablesJson, versionsJson } from "./json-file.ts";
import { ModuleStack } from "./stack.ts";

export interface ModuleStacks {
  synth(): void;
  /** The folder that a module's stack is written to. */
  folder(module: string): string;
}

export function moduleStacks(definitions: readonly ModuleDefinition[]): ModuleStacks {
  // Modules have no provider, which cdktf would miss.
  const app = new App({ skipValidation: true, context: { [SIBLINGS]: ".." } });
  for (const definition of definitions) {
    const stack = new ModuleStack(app, definition.name);
    const outputs = definition.build(stack);
    stack.keepsMetadata = true;
    // A stack of cdktf is one file.
    for (const { name, expression } of [...describedIn(stack).values()].flat())
      stack.addOverride(`locals.${name}`, `\${${oneLine(expression)}}`);
    stack.extra = { ...versionsJson(), ...variablesJson(definition.variables()), ...outputsJson(outputs) };
  }
  return { synth: () => app.synth(), folder: (module) => join(app.outdir, "stacks", module) };
}
