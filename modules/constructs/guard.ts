// What refuses to be destroyed before anything else is, so that a destroy without both keys leaves all as it was.
import { builtin, type Construct, type Expr, everythingIn, tf } from "../kit/index.ts";

interface Keys {
  force_destroy: Expr;
}

interface Guarded extends Keys {
  /** How many there are: 0 or 1; one where this and `for_each` are absent. */
  count?: Expr;
  /** The keys of what is guarded, where there is one of it per key. */
  for_each?: Expr;
  /** What is lost with it, in a sentence for the shell's echo. */
  holds: string;
  /** What lets it go, for the same echo; both keys where absent. */
  apply?: string;
  /** Where this does not hold, there is nothing to lose. */
  when?: Expr;
  /** Attributes that are unknown in a plan that replaces what is guarded: its id. The guard is replaced with it, and so asked. */
  replaced_with?: readonly string[];
  /** Addresses of all that must outlast the guard. */
  depends_on: readonly string[];
}

/**
 * Terraform destroys first what depends on others: the guard, whose end fails until both keys are set and applied. It
 * guards nothing once its own configuration is gone, as Terraform then knows no provisioner to run.
 * @param name ends in `_guard`, by which the command knows guards on the local AWS
 */
export function destroyGuard(scope: Construct, name: `${string}_guard`, guarded: Guarded): void {
  const { count, for_each, force_destroy, holds, when, replaced_with, depends_on } = guarded;
  const { apply = "force_destroy and i_understand_that_data_is_lost" } = guarded;
  const refusal = `echo ${holds} Apply ${apply} first. && exit 1`;
  const open = when ? tf`${force_destroy} || !(${when})` : force_destroy;
  builtin(scope, name, {
    ...(count ? { count } : {}),
    ...(for_each ? { for_each } : {}),
    depends_on,
    ...(replaced_with ? { lifecycle: { replace_triggered_by: replaced_with } } : {}),
    input: { on_destroy: tf`${open} ? "exit 0" : ${refusal}` },
    provisioner: [{ "local-exec": { when: "destroy", command: tf`self.input.on_destroy` } }],
  });
}

/** Guards all that a module has made so far, as a whole: it is to be called last. */
export function dataGuard(scope: Construct, vars: Keys, holds: string, when?: Expr): void {
  destroyGuard(scope, "data_guard", {
    force_destroy: vars.force_destroy,
    holds,
    ...(when ? { when } : {}),
    depends_on: everythingIn(scope),
  });
}

/** Guards the key that `encryptionKey` makes: what it encrypts cannot be read without it. */
export function keyGuard(scope: Construct, vars: Keys & { create_kms_key: Expr }, when?: Expr): void {
  destroyGuard(scope, "key_guard", {
    count: tf`${vars.create_kms_key} ? 1 : 0`,
    force_destroy: vars.force_destroy,
    holds: "What the KMS key encrypts cannot be read without it.",
    ...(when ? { when } : {}),
    replaced_with: ["aws_kms_key.key[count.index].id"],
    depends_on: ["aws_kms_key.key", "aws_kms_alias.key_alias"],
  });
}
