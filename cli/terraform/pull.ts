// The state of a folder's own Terraform, wherever its backend keeps it: for what is applied to a real account.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { HeadraceError } from "../../core/errors.ts";
import { findTerraform } from "./find.ts";
import { type Applied, appliedIn } from "./state.ts";

const run = promisify(execFile);
const MOST_BYTES = 512 * 1024 * 1024;

/** @throws HeadraceError state_unreadable, where Terraform gives none */
export async function pulledState(dir: string): Promise<Applied> {
  const { path, name } = findTerraform();
  const fix = `Run \`${name} init\` and \`${name} apply\` in ${dir} first, with the settings of its backend. Without --aws the local AWS is asked.`;
  let text: string;
  try {
    ({ stdout: text } = await run(path, ["state", "pull"], {
      cwd: dir,
      maxBuffer: MOST_BYTES,
      env: { ...process.env, TF_CLI_ARGS: "-no-color" },
    }));
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? "");
    const line = said
      .split("\n")
      .map((one) => one.replace(/^[╷│╵\s]+/, "").trim())
      .find((one) => one.startsWith("Error: "));
    throw new HeadraceError(
      "state_unreadable",
      `${name} gives no state of ${dir}: ${line?.replace("Error: ", "") ?? "it failed"}`,
      fix,
      3,
    );
  }
  const applied = appliedIn(text);
  if (applied) return applied;
  throw new HeadraceError("not_applied", `Nothing is applied from ${dir} by its own Terraform.`, fix);
}
