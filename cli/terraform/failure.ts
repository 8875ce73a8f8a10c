// Whose fault a failed Terraform is: the configuration's, in Terraform's own words (exit code 1), or that of what is
// around it, in words of ours (3).
import { HeadraceError } from "../../core/errors.ts";
import { diskFull, saysFull } from "../../core/full-disk.ts";
import { callsModules } from "../module-set.ts";
import type { RootFiles } from "./root-files.ts";

export interface Failure {
  /** Such as `plan`. */
  command: string;
  /** What Terraform said. */
  words: string;
  files: RootFiles;
  /** The local AWS's address. */
  endpoint: string | undefined;
  /** Where the local AWS keeps its files, and Terraform its providers. */
  folders: readonly string[];
}

const CONNECTION =
  /connection refused|connection reset|broken pipe|dial tcp|i\/o timeout|request send failed|unexpected EOF|server closed/i;

export function failureOf({ command, words, files, endpoint, folders }: Failure): HeadraceError {
  // In the user's folder everything has the path that it has in the copy, under the tree.
  const said = withoutHints(words.replaceAll(files.tree, ""));
  const message = `terraform ${command} failed. ${said}`;
  if (saysFull(said)) return diskFull([files.folder, ...folders], said);
  if (/Error acquiring the state lock|state blob is already locked/i.test(said)) return locked(files, said);
  if (endpoint && said.includes(new URL(endpoint).host) && CONNECTION.test(said)) return localGone(endpoint);
  if (/Unreadable module directory/i.test(said) && callsModules(files.dir))
    return new HeadraceError(
      "modules_missing",
      message,
      "If it is the module set that cannot be read: run `npm run build` in the checkout of headrace that `source` leads to, which writes dist/terraform-aws-headrace there.",
      3,
    );
  if (/provider packages|registry|install provider|provider plugin/i.test(said))
    return new HeadraceError(
      "provider_missing",
      message,
      "Terraform could not get a provider. Check the network, or put a filesystem mirror of hashicorp/aws on the machine and name it in a Terraform CLI configuration (TF_CLI_CONFIG_FILE).",
      3,
    );
  if (/plugin did not respond|plugin crashed|ended by SIG/i.test(said))
    return new HeadraceError(
      "terraform_ended",
      message,
      "Something ended Terraform or its provider, as the system does where memory runs out. Free some memory and run again.",
      3,
    );
  if (/(open|mkdir|read|write|unlink|rename) \/\S+: (permission denied|read-only file system)/i.test(said))
    return new HeadraceError("permission_denied", message, "Run as a user who may read and write there.", 3);
  return new HeadraceError("terraform_failed", message, fixOf(said), 1);
}

function fixOf(said: string): string {
  if (/already (exists?|in use)|AlreadyExists|AlreadyOwnedByYou|ConflictException/i.test(said))
    return "The local AWS has something of that name from another folder, or from a state that is gone. Destroy it there, use a local AWS of its own (--state DIR), or start again with `headrace local down`.";
  const unset = [...said.matchAll(/input variable "([^"]+)" is not set/g)].map(
    ([, name]) => `TF_VAR_${name}`,
  );
  if (unset.length > 0)
    return `Set ${unset.join(", ")}, or write ${unset.length === 1 ? "it" : "them"} into a terraform.tfvars beside the root.`;
  return "Correct the configuration and run again.";
}

/** The local AWS ended, or does not answer, while Terraform worked with it. */
export const localGone = (endpoint: string): HeadraceError =>
  new HeadraceError(
    "local_gone",
    `The local AWS at ${endpoint} is gone: it ended while Terraform worked with it.`,
    "Run again: a new one is started. local.log in its folder may say why it ended.",
    3,
  );

function locked({ dir }: RootFiles, said: string): HeadraceError {
  const told = (name: string): string | undefined =>
    new RegExp(`${name}:\\s+(\\S.*)`).exec(said)?.[1]?.trim();
  const [who, since] = [told("Who"), told("Created")];
  return new HeadraceError(
    "state_locked",
    `Another Terraform holds the state of ${dir}${who ? ` (${who}${since ? `, since ${since}` : ""})` : ""}.`,
    "Wait for its end, or end it, and run again.",
    3,
  );
}

/**
 * Terraform offers to work without a lock, which is how two of them spoil one state, and options that only its own
 * command line has.
 */
const withoutHints = (words: string): string =>
  words
    .split("\n")
    .map((line) =>
      line
        .replaceAll(/[^.:\n]*-lock=false[^.\n]*\.?/g, "")
        .replaceAll(/ ?Use a -var or -var-file command[- ]line argument[^.\n]*\./g, "")
        .trimEnd(),
    )
    .join("\n")
    .trim();
