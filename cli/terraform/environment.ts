// The environment Terraform runs in: that of the local AWS and nothing of the user's own AWS set-up, so that no
// variable, profile or endpoint can lead it to a real account.

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
