// The state folder is its owner's alone: it holds the root's keys, what functions print, and the bodies of objects.
import { chmod, lstat, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { HeadraceError } from "../../core/errors.ts";

/** What a local AWS may have left in its folder, of whatever version it was. */
const OURS = /^(local\.(json|log|lock)(\.\d+)?|moto\.log|logs|objects|lambda|athena|redshift[a-z-]*)$/;

const refuse = (state: string, why: string): never => {
  throw new HeadraceError(
    "state_shared",
    `The folder ${state} cannot hold the local AWS: ${why}.`,
    "Name a folder of your own for it with --state or HEADRACE_STATE.",
    3,
  );
};

/**
 * Makes the folder, or closes one that is there to everybody but its owner, with what an earlier local AWS left in it.
 * @throws HeadraceError state_shared, where the folder is another user's or everybody's
 */
export async function makePrivate(state: string): Promise<void> {
  await mkdir(state, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(state);
  const own = process.geteuid?.();
  if (own === undefined) return;
  // Such as /tmp: its other files are not ours to close.
  if (mode & 0o1000) refuse(state, "it is shared by all users of this machine");
  if (uid !== own && own !== 0) refuse(state, "it belongs to another user");
  await chmod(state, 0o700);
  for (const name of await readdir(state)) {
    if (OURS.test(name)) await close(join(state, name));
  }
}

/** Files to 0600 and folders to 0700, one level deep: what lies further down is behind a closed folder. */
async function close(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFile()) await chmod(path, 0o600);
  if (!found?.isDirectory()) return;
  await chmod(path, 0o700);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isFile()) await chmod(join(path, entry.name), 0o600).catch(() => undefined);
    else if (entry.isDirectory()) await chmod(join(path, entry.name), 0o700).catch(() => undefined);
  }
}
