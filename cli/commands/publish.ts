// headrace publish --to PLACE: adds a version of the module set, or of a module of yours, to a module registry.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressText, isVersion, moduleAddress } from "../../core/registry/address.ts";
import { RELEASE_VERSION } from "../../core/release.ts";
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { buildModules } from "../module-set.ts";
import { bytes } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";

const SIGNATURE = {
  command: "publish",
  summary: "Adds a version of the module set to a module registry, from which terraform init installs it.",
  positionals: ["[MODULE]"],
  options: {
    to: {
      type: "string",
      value: "PLACE",
      description:
        "a folder, s3://BUCKET/PREFIX, or the address of a registry that the module `registry` has made",
    },
    as: {
      type: "string",
      value: "ADDRESS",
      description: "NAMESPACE/NAME/PROVIDER; headrace/headrace/aws where absent and MODULE is too",
    },
    version: {
      type: "string",
      value: "VERSION",
      description: "such as 1.2.0; that of this headrace where absent and MODULE is too",
    },
  },
  details:
    "MODULE is the folder of a module of yours; the set of this headrace where absent. A version that is there already is " +
    "refused, whatever its content. S3 is reached by your own AWS settings; on the local AWS, by those of `headrace local env`.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const [own] = positionals;
  const {
    to,
    as = own ? undefined : "headrace/headrace/aws",
    version = own ? undefined : RELEASE_VERSION,
  } = values;
  if (to === undefined) throw usageError("no --to PLACE is given", SIGNATURE);
  if (as === undefined) throw usageError("no --as ADDRESS is given", SIGNATURE);
  if (version === undefined) throw usageError("no --version VERSION is given", SIGNATURE);
  const address = moduleAddress(as);
  if (!address) throw usageError(`${JSON.stringify(as)} is no NAMESPACE/NAME/PROVIDER`, SIGNATURE);
  if (!isVersion(version))
    throw usageError(`${JSON.stringify(version)} is no version such as 1.2.0`, SIGNATURE);
  const output = makeOutput(values.json);
  const dir = own ? folder(own) : (await buildModules(output, { signal })).folder;
  const { writeArchive } = await import("../registry/archive.ts");
  const { placeOf } = await import("../registry/place-of.ts");
  const { publishVersion } = await import("../registry/publish.ts");
  const scratch = await mkdtemp(join(tmpdir(), "headrace-publish-"));
  try {
    const place = await placeOf(to, signal);
    try {
      const path = join(scratch, "module.zip");
      const archive = await writeArchive(dir, path);
      await publishVersion(place, address, version, { path, sha256: archive.sha256 });
      await output.answer({
        address: addressText(address),
        version,
        place: place.name,
        sha256: archive.sha256,
        bytes: archive.bytes,
        files: archive.files,
      });
      output.say(
        `${addressText(address)} ${version} is in ${place.name}: ${archive.files} files, ${bytes(archive.bytes)}`,
      );
      output.say(`sha256 ${archive.sha256}`);
    } finally {
      place.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return 0;
}
