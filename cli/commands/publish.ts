// headrace publish --to PLACE: adds a version of the module set, or of a module of yours, to a module registry. With --artifacts, the
// set's zips and wheels go to a bucket of the account that applies it, and the version is published without them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressText, isVersion, type ModuleAddress, moduleAddress } from "../../core/registry/address.ts";
import { isLeftOut } from "../../core/registry/artifacts.ts";
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
    artifacts: {
      type: "string",
      value: "PLACE",
      description:
        "a folder, or s3://BUCKET/PREFIX, that the set's zips and wheels go to; what is published by --to is then without them",
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
    artifacts,
    as = own ? undefined : "headrace/headrace/aws",
    version = own ? undefined : RELEASE_VERSION,
  } = values;
  if (artifacts !== undefined && own)
    throw usageError("--artifacts is of the module set, and MODULE is another one", SIGNATURE);
  if (to === undefined && artifacts === undefined) throw usageError("no --to PLACE is given", SIGNATURE);
  if (as === undefined) throw usageError("no --as ADDRESS is given", SIGNATURE);
  if (version === undefined) throw usageError("no --version VERSION is given", SIGNATURE);
  const address = moduleAddress(as);
  if (!address) throw usageError(`${JSON.stringify(as)} is no NAMESPACE/NAME/PROVIDER`, SIGNATURE);
  if (!isVersion(version))
    throw usageError(`${JSON.stringify(version)} is no version such as 1.2.0`, SIGNATURE);
  const output = makeOutput(values.json);
  const dir = own ? folder(own) : (await buildModules(output, { signal })).folder;
  // First, so that no version can be installed whose code is nowhere.
  const put = artifacts === undefined ? undefined : await publishArtifacts(dir, artifacts, signal);
  if (put) output.say(put.text);
  const published =
    to === undefined
      ? undefined
      : await publishSet({ dir, to, address, version, slim: put !== undefined }, signal);
  if (published) for (const line of published.lines) output.say(line);
  await output.answer({ ...published?.answer, ...(put && { artifacts: put.answer }) });
  return 0;
}

async function publishArtifacts(dir: string, to: string, signal: AbortSignal) {
  const { artifactsIn, putArtifacts } = await import("../registry/artifacts.ts");
  const { placeOf } = await import("../registry/place-of.ts");
  const all = artifactsIn(dir);
  const place = await placeOf(to, signal);
  try {
    const kept = await putArtifacts(place, all);
    const size = all.reduce((sum, one) => sum + one.bytes, 0);
    const answer = { place: place.name, files: all.length, bytes: size, there_already: kept };
    const text = `${all.length} artifacts, ${bytes(size)}, are in ${place.name}; ${kept} of them were there already`;
    return { answer, text };
  } finally {
    place.close();
  }
}

interface Wanted {
  dir: string;
  to: string;
  address: ModuleAddress;
  version: string;
  /** Without zips and wheels. */
  slim: boolean;
}

async function publishSet({ dir, to, address, version, slim }: Wanted, signal: AbortSignal) {
  const { writeArchive } = await import("../registry/archive.ts");
  const { placeOf } = await import("../registry/place-of.ts");
  const { publishVersion } = await import("../registry/publish.ts");
  const place = await placeOf(to, signal);
  // Only once there is somewhere to publish to: what is refused before leaves no folder.
  const scratch = await mkdtemp(join(tmpdir(), "headrace-publish-"));
  try {
    const path = join(scratch, "module.zip");
    const archive = await writeArchive(dir, path, slim ? isLeftOut : undefined);
    await publishVersion(place, address, version, { path, sha256: archive.sha256 });
    const name = addressText(address);
    return {
      answer: {
        address: name,
        version,
        place: place.name,
        sha256: archive.sha256,
        bytes: archive.bytes,
        files: archive.files,
      },
      lines: [
        `${name} ${version} is in ${place.name}: ${archive.files} files, ${bytes(archive.bytes)}`,
        `sha256 ${archive.sha256}`,
      ],
    };
  } finally {
    place.close();
    await rm(scratch, { recursive: true, force: true });
  }
}
