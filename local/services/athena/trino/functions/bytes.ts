// Functions of bytes: as texts, as numbers, and their hashes.
import type { CallRule } from "../../../../sql/calls.ts";
import { arg } from "../arguments.ts";

const ENDIANS: Record<string, CallRule> = Object.fromEntries(
  ["to_big_endian_32", "to_big_endian_64", "from_big_endian_32", "from_big_endian_64"]
    .concat(["to_ieee754_32", "to_ieee754_64", "from_ieee754_32", "from_ieee754_64", "format_number"])
    .map((name) => [name, `trino_${name}`]),
);

export const BYTES: Record<string, CallRule> = {
  ...ENDIANS,
  to_utf8: "encode",
  from_utf8: (call) => `trino_from_utf8(${arg(call, 0)}, ${call.args[1] ?? "chr(65533)"})`,
  to_hex: (call) => `hex(${arg(call, 0)})`,
  from_hex: (call) =>
    `unhex(CASE WHEN length(${arg(call, 0)}) % 2 = 1 THEN CAST(error('INVALID_FUNCTION_ARGUMENT: invalid input length') AS VARCHAR) ELSE ${arg(call, 0)} END)`,
  to_base64: "to_base64",
  from_base64: "from_base64",
  md5: (call) => `unhex(md5(${arg(call, 0)}))`,
  sha1: (call) => `unhex(sha1(${arg(call, 0)}))`,
  sha256: (call) => `unhex(sha256(${arg(call, 0)}))`,
  sha512: "trino_sha512",
  hmac_md5: "trino_hmac_md5",
  hmac_sha1: "trino_hmac_sha1",
  hmac_sha256: "trino_hmac_sha256",
  hmac_sha512: "trino_hmac_sha512",
  crc32: "trino_crc32",
  xxhash64: "trino_xxhash64",
  murmur3: "trino_murmur3",
  spooky_hash_v2_32: "trino_spooky_32",
  spooky_hash_v2_64: "trino_spooky_64",
  to_base32: "trino_to_base32",
  from_base32: "trino_from_base32",
  to_base64url: (call) => `replace(replace(to_base64(${arg(call, 0)}), '+', '-'), '/', '_')`,
  from_base64url: (call) => `from_base64(replace(replace(${arg(call, 0)}, '-', '+'), '_', '/'))`,
};
