// The environment Terraform runs in: that of the local AWS and nothing of the user's own AWS set-up, so that no
// variable, profile or endpoint can lead it to a real account.

/**
 * How far Go lets its memory grow before it looks for what is no longer used, in percent of what is in use
 * (https://go.dev/doc/gc-guide#GOGC). The schema of the AWS provider is read anew by each Terraform command: with Go's default
 * of 100, planning a pipeline takes 10.8 s of processor time, with 400 it takes 8.0 s and 40 MB more of memory. A setting of
 * the user's own stays.
 */
export const GARBAGE_COLLECTION = { GOGC: "400" };

/**
 * `base` without any AWS setting, with those of the local AWS (`aws`) and Terraform's own (`terraform`).
 * A variable that is undefined in `terraform` is taken away.
 */
export function terraformEnvironment(
  base: NodeJS.ProcessEnv,
  aws: Record<string, string>,
  terraform: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([name]) => !name.startsWith("AWS_") && !TERRAFORM.test(name));
  return {
    ...GARBAGE_COLLECTION,
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    ...aws,
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    CHECKPOINT_DISABLE: "1",
    ...terraform,
  };
}

/** Terraform settings that would bend what we ask of it. TF_VAR_…, TF_LOG and the like stay the user's. */
const TERRAFORM = /^TF_(CLI_ARGS|DATA_DIR|WORKSPACE|INPUT|CLI_CONFIG_FILE|PLUGIN_CACHE_DIR)/;
