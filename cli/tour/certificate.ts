// X.509 certificates of a machine of its own, for receivers that nobody issued one: node:crypto reads them and does not make
// them. As much of DER as that takes.
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

const tlv = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80
      ? Buffer.from([content.length])
      : Buffer.from([0x82, content.length >> 8, content.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
};
const sequence = (...parts: Uint8Array[]) => tlv(0x30, ...parts);
const integer = (value: number) => tlv(0x02, Buffer.from([value]));
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, "hex"));
const bits = (content: Uint8Array) => tlv(0x03, Buffer.from([0]), content);

const SHA256_WITH_RSA = sequence(oid("2a864886f70d01010b"), tlv(0x05));
const COMMON_NAME = "550403";
const SUBJECT_ALTERNATIVE_NAME = "551d11";

const nameOf = (commonName: string) =>
  sequence(tlv(0x31, sequence(oid(COMMON_NAME), tlv(0x0c, Buffer.from(commonName)))));

/** UTCTime; RFC 5280 has it for years before 2050. */
const time = (date: Date) =>
  tlv(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-T:]/g, "")}Z`));

/** IPv4 addresses as such, all others as names: what clients that are not content with the common name look at. */
const alternativeNames = (hosts: readonly string[]) =>
  hosts.map((host) =>
    /^[\d.]+$/.test(host)
      ? tlv(0x87, Buffer.from(host.split(".").map(Number)))
      : tlv(0x82, Buffer.from(host, "ascii")),
  );

const extensions = (hosts: readonly string[]) =>
  tlv(
    0xa3,
    sequence(sequence(oid(SUBJECT_ALTERNATIVE_NAME), tlv(0x04, sequence(...alternativeNames(hosts))))),
  );

export interface Identity {
  name: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export const identity = (name: string, modulusLength = 2048): Identity => ({
  name,
  ...generateKeyPairSync("rsa", { modulusLength }),
});

export interface CertificateOptions {
  subject: Identity;
  /** @default the subject itself */
  issuer?: Identity;
  from: Date;
  to: Date;
  /** Names and IPv4 addresses that it is for, beside its common name. */
  hosts?: readonly string[];
}

/** @returns PEM */
export function certificate({ subject, issuer = subject, from, to, hosts = [] }: CertificateOptions): string {
  const signed = sequence(
    tlv(0xa0, integer(2)),
    integer(1),
    SHA256_WITH_RSA,
    nameOf(issuer.name),
    sequence(time(from), time(to)),
    nameOf(subject.name),
    subject.publicKey.export({ type: "spki", format: "der" }),
    ...(hosts.length > 0 ? [extensions(hosts)] : []),
  );
  const der = sequence(signed, SHA256_WITH_RSA, bits(sign("sha256", signed, issuer.privateKey)));
  return `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}
