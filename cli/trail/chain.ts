// The chain of a region's digests, from the newest back to the first, and the log files that they name.
import type { KeyObject } from "node:crypto";
import { type Digest, inflated, readDigest, type Stored, sha256 } from "./digest.ts";

/** What is wrong, of one object. */
export interface Finding {
  problem: "missing digest" | "altered digest" | "missing file" | "altered file" | "file in no digest";
  /** s3:// URI */
  object: string;
  why: string;
}

export interface Bucket {
  name: string;
  /** Keys under a prefix, sorted. */
  list(prefix: string): Promise<string[]>;
  /** Undefined where there is no such object. */
  get(key: string): Promise<Stored | undefined>;
}

export interface Chain {
  region: string;
  digests: number;
  files: number;
  /** Log files that came after the newest digest, which the next one will have. */
  uncovered: number;
  /** Of what digests prove. */
  from: string | null;
  to: string | null;
  findings: Finding[];
  /** What is to be known, and need not be wrong. */
  notes: string[];
}

export interface Asked {
  bucket: Bucket;
  region: string;
  /** Keys of the digests, sorted by their time, and of the log files. */
  digestKeys: readonly string[];
  logKeys: readonly string[];
  publicKeys: ReadonlyMap<string, KeyObject>;
  /** When CloudTrail delivered a digest last; undefined where it does not say. */
  newest: Date | undefined;
  /** What was written before has gone by the bucket's lifecycle; undefined where nothing goes. */
  expired: Date | undefined;
}

const HOUR_MS = 3_600_000;
/** Files that are read at once. */
const AT_ONCE = 16;

export async function verifyChain(asked: Asked): Promise<Chain> {
  const { bucket, region, digestKeys, logKeys, publicKeys, newest, expired } = asked;
  const uri = (key: string): string => `s3://${bucket.name}/${key}`;
  const findings: Finding[] = [];
  const notes: string[] = [];
  const proven = new Set<string>();
  const chain: Digest[] = [];
  let next: { digest: Digest; key: string } | undefined;
  for (const key of [...digestKeys].reverse()) {
    const stored = await bucket.get(key);
    const digest = stored
      ? readDigest(stored, { bucket: bucket.name, key }, publicKeys)
      : "it went while it was read";
    const expected = next?.digest.previousDigestS3Object ?? undefined;
    if (next && expected === undefined)
      notes.push(
        `${region}: digests begin again at ${next.digest.digestStartTime}: the trail was changed then.`,
      );
    else if (expected !== undefined && expected !== key)
      findings.push({
        problem: "missing digest",
        object: uri(expected),
        why: `the digest of ${next?.digest.digestEndTime} rests on it`,
      });
    if (typeof digest === "string") {
      findings.push({ problem: "altered digest", object: uri(key), why: digest });
      // Its place in the chain is taken: the one before it cannot be held to anything.
      next = undefined;
      continue;
    }
    if (
      expected === key &&
      next &&
      (next.digest.previousDigestHashValue !== digest.hash ||
        next.digest.previousDigestSignature !== digest.signature)
    )
      findings.push({ problem: "altered digest", object: uri(key), why: "the next digest rests on another" });
    chain.push(digest);
    findings.push(...(await filesOf(digest, asked)));
    for (const { s3Object } of digest.logFiles) proven.add(s3Object);
    next = { digest, key };
  }
  const [last, first] = [chain[0], chain.at(-1)];
  findings.push(...atTheEnds({ last, first, expired, newest, uri, asked }));
  const started = first ? Date.parse(first.digestStartTime) : Number.POSITIVE_INFINITY;
  const ended = last ? Date.parse(last.digestStartTime) : Number.POSITIVE_INFINITY;
  const unproven = logKeys.filter((key) => !proven.has(key));
  for (const key of unproven.filter((key) => timeOf(key) < ended && timeOf(key) >= started))
    findings.push({
      problem: "file in no digest",
      object: uri(key),
      why: "CloudTrail did not write it, or its digest is gone",
    });
  return {
    region,
    digests: chain.length,
    files: proven.size,
    uncovered: unproven.filter((key) => timeOf(key) >= ended).length,
    from: first?.digestStartTime ?? null,
    to: last?.digestEndTime ?? null,
    findings,
    notes,
  };
}

/** The minute in a file's name, which is when it was written. */
function timeOf(key: string): number {
  const [, day = "", hour, minute] = /_(\d{8})T(\d\d)(\d\d)\d*Z/.exec(key) ?? [];
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hour}:${minute}:00Z`);
}

interface Ends {
  last: Digest | undefined;
  first: Digest | undefined;
  expired: Date | undefined;
  newest: Date | undefined;
  uri: (key: string) => string;
  asked: Asked;
}

/** The chain has to begin with a digest that rests on none, and to end with what CloudTrail delivered last. */
function atTheEnds({ last, first, expired, newest, uri, asked }: Ends): Finding[] {
  const findings: Finding[] = [];
  const before = first?.previousDigestS3Object;
  if (
    first &&
    before &&
    !asked.digestKeys.includes(before) &&
    !(expired && Date.parse(first.digestStartTime) <= expired.getTime())
  )
    findings.push({
      problem: "missing digest",
      object: uri(before),
      why: `the digest of ${first.digestEndTime} rests on it`,
    });
  // A digest comes within the hour after its own.
  if (newest && newest.getTime() - (last ? Date.parse(last.digestEndTime) : 0) >= HOUR_MS)
    findings.push({
      problem: "missing digest",
      object: uri(`… ${asked.region}`),
      why: `CloudTrail delivered one at ${newest.toISOString()}, and the newest there is of ${last?.digestEndTime ?? "never"}`,
    });
  return findings;
}

async function filesOf(digest: Digest, { bucket }: Asked): Promise<Finding[]> {
  const findings: Finding[] = [];
  const waiting = [...digest.logFiles];
  const work = async (): Promise<void> => {
    for (let file = waiting.pop(); file; file = waiting.pop()) {
      const object = `s3://${file.s3Bucket}/${file.s3Object}`;
      const stored = await bucket.get(file.s3Object);
      if (!stored) {
        findings.push({
          problem: "missing file",
          object,
          why: `the digest of ${digest.digestEndTime} has it`,
        });
        continue;
      }
      const content = inflated(stored.body);
      if (!content || sha256(content) !== file.hashValue)
        findings.push({
          problem: "altered file",
          object,
          why: `it is not what the digest of ${digest.digestEndTime} has the hash of`,
        });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return findings;
}
