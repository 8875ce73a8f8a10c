// Variables of a root that a command has chosen for it, as the tour does by what the machine has: later commands go on with them, since an
// apply without them would take away what they have made. They lie with the state, and whatever the user says goes before them.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { RootFiles } from "./root-files.ts";

export type Variables = { readonly [name: string]: boolean | string | number };

export const chooseVariables = ({ variables }: RootFiles, chosen: Variables): void =>
  writeFileSync(variables, `${JSON.stringify(chosen)}\n`);

/** Where all is gone that they made, and where a state begins anew. */
export const forgetVariables = ({ variables }: RootFiles): void => rmSync(variables, { force: true });

/** As Terraform takes them from its environment, which *.tfvars go before. */
export function chosenVariables({ variables }: RootFiles): { [name: string]: string } {
  if (!existsSync(variables)) return {};
  const chosen = JSON.parse(readFileSync(variables, "utf8")) as Variables;
  return Object.fromEntries(Object.entries(chosen).map(([name, value]) => [`TF_VAR_${name}`, String(value)]));
}
