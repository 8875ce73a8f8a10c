// Digest files: every hour, for each region, which log files there were, with their hashes; each signed, and resting on the one
// before it. Source: CloudTrail User Guide, "CloudTrail digest file structure", "Custom implementations of CloudTrail log file
// integrity validation".
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import { isoSeconds } from "./event.ts";
import { digestKey, putFile } from "./objects.ts";
import type { Surroundings } from "./permissions.ts";
import type { RegionLog, Trail } from "./trail.ts";

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

/** The pair that digests are signed with: made at first use, one for the local AWS's life. */
export class DigestKey {
  #pair: { privateKey: KeyObject; der: Buffer; fingerprint: string; from: number } | undefined;

  #made(now: number) {
    if (!this.#pair) {
      const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const der = publicKey.export({ type: "pkcs1", format: "der" });
      const fingerprint = createHash("md5").update(der).digest("hex");
      this.#pair = { privateKey, der, fingerprint, from: now - DAY_MS };
    }
    return this.#pair;
  }

  fingerprint(now: number): string {
    return this.#made(now).fingerprint;
  }

  /** @returns in hex */
  sign(text: string, now: number): string {
    return sign("sha256", Buffer.from(text), this.#made(now).privateKey).toString("hex");
  }

  /** As ListPublicKeys gives it; none where nothing was ever signed. */
  list(): object[] {
    if (!this.#pair) return [];
    const { der, fingerprint, from } = this.#pair;
    return [
      {
        Value: der.toString("base64"),
        Fingerprint: fingerprint,
        ValidityStartTime: from / 1000,
        ValidityEndTime: (from + 366 * DAY_MS) / 1000,
      },
    ];
  }
}

/** Writes the digest of the hour that ends at `end`. @returns why it could not be written */
export async function writeDigest(
  trail: Trail,
  region: string,
  log: RegionLog,
  end: number,
  key: DigestKey,
  around: Surroundings,
): Promise<string | undefined> {
  const { accountId } = around;
  const bucket = trail.settings.S3BucketName;
  const object = digestKey(trail, accountId, region, end);
  const times = log.files
    .flatMap(({ newestEventTime, oldestEventTime }) => [newestEventTime, oldestEventTime])
    .sort();
  const { last } = log;
  const content = Buffer.from(
    JSON.stringify({
      awsAccountId: accountId,
      digestStartTime: isoSeconds(log.digestFrom),
      digestEndTime: isoSeconds(end),
      digestS3Bucket: bucket,
      digestS3Object: object,
      digestPublicKeyFingerprint: key.fingerprint(end),
      digestSignatureAlgorithm: "SHA256withRSA",
      newestEventTime: times.at(-1) ?? null,
      oldestEventTime: times[0] ?? null,
      previousDigestS3Bucket: last?.bucket ?? null,
      previousDigestS3Object: last?.key ?? null,
      previousDigestHashValue: last?.hash ?? null,
      previousDigestHashAlgorithm: last ? "SHA-256" : null,
      previousDigestSignature: last?.signature ?? null,
      logFiles: log.files,
    }),
  );
  const hash = sha256(content);
  const signature = key.sign(
    `${isoSeconds(end)}\n${bucket}/${object}\n${hash}\n${last?.signature ?? "null"}`,
    end,
  );
  const failed = await putFile(trail, object, gzipSync(content), around, {
    signature,
    "signature-algorithm": "SHA256withRSA",
  });
  if (failed) return failed;
  log.last = { bucket, key: object, hash, signature };
  log.files = [];
  log.digestFrom = end;
  return undefined;
}
