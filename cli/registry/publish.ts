// Adds a version to a registry. The archive goes first and what names it last, so that a version is there whole or not at all;
// the list of versions is made from what is there.
import { HeadraceError } from "../../core/errors.ts";
import {
  addressText,
  archiveKey,
  DISCOVERY,
  digestIn,
  downloadKey,
  downloadText,
  folderOf,
  type ModuleAddress,
  versionsKey,
  versionsText,
} from "../../core/registry/address.ts";
import { discovery } from "../../core/registry/answer.ts";
import type { Place } from "./place.ts";

/** @throws HeadraceError version_exists */
export async function publishVersion(
  place: Place,
  address: ModuleAddress,
  version: string,
  archive: { path: string; sha256: string },
): Promise<void> {
  const [zip, download] = [archiveKey(address, version), downloadKey(address, version)];
  if (!(await place.create(zip, archive)) && (await place.digest(zip)) !== archive.sha256)
    throw exists(place, address, version, "with other content");
  const created = await place.create(download, { text: downloadText(address, archive.sha256) });
  // Whoever was ended between the two has left a version that is not in the list.
  await listVersions(place, address);
  await place.create(DISCOVERY, { text: `${JSON.stringify(discovery())}\n` });
  if (created) return;
  const same = digestIn((await place.text(download)) ?? "") === archive.sha256;
  throw exists(place, address, version, same ? "with this very content" : "with other content");
}

const exists = (place: Place, address: ModuleAddress, version: string, how: string): HeadraceError =>
  new HeadraceError(
    "version_exists",
    `${addressText(address)} ${version} is in ${place.name} already, ${how}.`,
    "A version that is published stays as it is. Publish under another one: --version.",
  );

/**
 * Where two publish at once, the one that writes last may not have seen the other's version: so each looks again after it
 * has written, until what is written is what is there.
 */
async function listVersions(place: Place, address: ModuleAddress): Promise<void> {
  const there = async (): Promise<string> => {
    const folder = folderOf(address);
    const found = (await place.keys(folder))
      .filter((key) => key.endsWith("/download"))
      .map((key) => key.slice(folder.length, -"/download".length));
    return versionsText(found.sort((one, other) => one.localeCompare(other, "en", { numeric: true })));
  };
  for (let text = await there(), written = await place.text(versionsKey(address)); text !== written; ) {
    await place.put(versionsKey(address), text);
    written = text;
    text = await there();
  }
}
