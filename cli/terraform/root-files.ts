// Where what belongs to a Terraform root on a local AWS lies: in that local AWS's own folder, by the real path of the
// user's. Nothing is ever written into the user's.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { HeadraceError } from "../../core/errors.ts";

export interface RootFiles {
  /** The user's folder, by its real path. */
  dir: string;
  /** All that follows lies in it. */
  folder: string;
  state: string;
  /** Names the local AWS that the state speaks of: another one after every start. */
  instance: string;
  /** Variables that a command has chosen: see chosen-variables.ts. */
  variables: string;
  /** TF_DATA_DIR: providers and installed modules. */
  data: string;
  /** Under it the working copy has the path that the user's folder has under /: see working-copy.ts. */
  tree: string;
  /** Where Terraform runs. */
  copy: string;
  /** main.tf for a folder that has a contract and no Terraform of its own. */
  standIn: string;
  /** Held by the command that works with the root, and by the supervisor while Terraform runs. */
  commandLock: string;
  terraformLock: string;
}

/**
 * @param dir an existing folder of the user's
 * @param localFolder the folder of the local AWS
 */
export function rootFiles(dir: string, localFolder: string): RootFiles {
  const real = realpathSync(dir);
  const digest = createHash("sha256").update(real).digest("hex").slice(0, 16);
  const folder = join(localFolder, "roots", `${basename(real) || "root"}-${digest}`);
  const tree = join(folder, "tree");
  return {
    dir: real,
    folder,
    state: join(folder, "terraform.tfstate"),
    instance: join(folder, "instance"),
    variables: join(folder, "variables.json"),
    data: join(folder, "data"),
    tree,
    copy: join(tree, real),
    standIn: join(folder, "stand-in.tf"),
    commandLock: join(folder, "command.mutex"),
    terraformLock: join(folder, "terraform.mutex"),
  };
}

/** Makes the folder, for its owner alone: a state holds secrets. */
export function makeRootFiles(files: RootFiles): void {
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(files.folder, "path"), `${files.dir}\n`);
}

/** The local AWS that this state speaks of. */
export const knownInstance = ({ instance }: RootFiles): string | undefined =>
  existsSync(instance) ? readFileSync(instance, "utf8") : undefined;

/** What versions before this one left in DIR/.headrace: it is read, and stays there as it is. */
export function earlierState({ dir }: RootFiles, instance: string): string | undefined {
  const earlier = join(dir, ".headrace");
  const [state, marker] = [join(earlier, "terraform.tfstate"), join(earlier, "instance")];
  const same = existsSync(state) && existsSync(marker) && readFileSync(marker, "utf8") === instance;
  return same ? state : undefined;
}

/** Goes on with the state of an earlier version, where it speaks of this very local AWS and there is none here yet. */
export function adoptEarlierState(files: RootFiles, instance: string): void {
  const earlier = earlierState(files, instance);
  if (knownInstance(files) === undefined && earlier) copyFileSync(earlier, files.state);
}

/** Terraform writes its state in place: where the disk was full or the machine stopped meanwhile, half of it is there. */
export function checkWhole({ dir, state }: RootFiles): void {
  if (!existsSync(state)) return;
  try {
    JSON.parse(readFileSync(state, "utf8"));
  } catch {
    throw new HeadraceError(
      "state_damaged",
      `The state of ${dir} on this local AWS is cut off: there was no room for it, or Terraform was killed while it wrote it (${state}).`,
      "`headrace local down` forgets all that it speaks of; then run again.",
      3,
    );
  }
}
