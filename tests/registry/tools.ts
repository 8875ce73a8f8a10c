// The Terraforms and OpenTofus of this machine, as those run them who install modules.
import { execFile } from "node:child_process";
import { findTerraform, onPath, type Terraform } from "../../cli/terraform/find.ts";

const found = [process.env.HEADRACE_TERRAFORM, onPath("terraform"), onPath("tofu")].flatMap((path) => {
  if (!path) return [];
  try {
    return [findTerraform({ ...process.env, HEADRACE_TERRAFORM: path })];
  } catch {
    return [];
  }
});

/** One of each name. */
export const TOOLS: readonly Terraform[] = [...new Map(found.map((tool) => [tool.name, tool])).values()];

export interface Ended {
  code: number;
  /** stdout and stderr, without line breaks. */
  said: string;
}

/** Runs it with no environment but this. */
export const runTool = (
  { path }: Terraform,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Ended> =>
  new Promise((resolve) =>
    execFile(
      path,
      args,
      { cwd, env: { PATH: process.env.PATH ?? "", HOME: cwd, CHECKPOINT_DISABLE: "1", ...env } },
      (error, stdout, stderr) =>
        resolve({
          code: error ? Number(error.code) || 1 : 0,
          said: (stdout + stderr).replaceAll(/\s+/g, " "),
        }),
    ),
  );
