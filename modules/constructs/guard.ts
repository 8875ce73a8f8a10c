// What refuses to be destroyed before anything else is, so that a destroy without both keys leaves all as it was.
import { builtin, type Construct, type Expr, tf, type Value } from "../kit/index.ts";

interface Guarded {
  /** How many there are: 0 or 1; one where absent. */
  count?: Expr;
  force_destroy: Expr;
  /** What is lost with it, in a sentence for the shell's echo. */
  holds: string;
  triggers_replace?: Value;
  /** Addresses of all that must outlast the guard. */
  depends_on?: string[];
}

/**
 * Terraform destroys first what depends on others: the guard, whose end fails until both keys are set and applied. It
 * guards nothing once its own configuration is gone, as Terraform then knows no provisioner to run.
 */
export function destroyGuard(scope: Construct, name: string, guarded: Guarded): void {
  const { count, force_destroy, holds, triggers_replace, depends_on } = guarded;
  const refusal = `echo ${holds} Apply force_destroy and i_understand_that_data_is_lost first. && exit 1`;
  builtin(scope, name, {
    ...(count ? { count } : {}),
    ...(triggers_replace ? { triggers_replace } : {}),
    ...(depends_on ? { depends_on } : {}),
    input: { on_destroy: tf`${force_destroy} ? "exit 0" : ${refusal}` },
    provisioner: [{ "local-exec": { when: "destroy", command: tf`self.input.on_destroy` } }],
  });
}
