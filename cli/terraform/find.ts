// Finds Terraform or OpenTofu on the machine.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { HeadraceError } from "../../core/errors.ts";

export interface Terraform {
  path: string;
  name: "terraform" | "tofu";
  version: string;
}

/** HEADRACE_TERRAFORM where set, else `terraform`, else `tofu` on PATH. */
export function findTerraform(env: NodeJS.ProcessEnv = process.env): Terraform {
  const candidates = env.HEADRACE_TERRAFORM
    ? [env.HEADRACE_TERRAFORM]
    : [onPath("terraform", env), onPath("tofu", env)].filter((path) => path !== undefined);
  for (const path of candidates) {
    const version = versionOf(path, env);
    if (version) return { path, name: /tofu[^/\\]*$/.test(path) ? "tofu" : "terraform", version };
  }
  throw new HeadraceError(
    "tool_missing",
    candidates.length > 0
      ? `${candidates.join(" and ")} does not run${candidates.some(existsSync) ? " as Terraform" : ": there is no such file"}.`
      : "Neither terraform nor tofu is on PATH.",
    "Install Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu " +
      "(https://opentofu.org/docs/intro/install), or set HEADRACE_TERRAFORM to its path.",
    3,
  );
}

/** The first executable file of that name on PATH. */
export function onPath(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    const path = join(folder || ".", name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not here: look on.
    }
  }
  return undefined;
}

function versionOf(path: string, env: NodeJS.ProcessEnv): string | undefined {
  try {
    const said = execFileSync(path, ["version", "-json"], {
      env: { ...env, TF_CLI_CONFIG_FILE: undefined, CHECKPOINT_DISABLE: "1" },
      encoding: "utf8",
      timeout: 30_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return (JSON.parse(said) as { terraform_version?: string }).terraform_version;
  } catch {
    return undefined;
  }
}
