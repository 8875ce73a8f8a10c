// Whom to believe instead of AWS: the SNS of a local AWS, in tests. There is no variable of the environment for it.
import { X509Certificate } from "node:crypto";
import type { Topic } from "./topic.ts";

/**
 * A local SNS that is believed in AWS's place. Messages of the real SNS are refused then: never give it in production.
 */
export interface Trust {
  /** Where it answers, such as "http://127.0.0.1:4566": its certificates and confirmations must have this origin. */
  endpoint: string;
  /** PEM of the authority that its certificates must be issued by. */
  certificateAuthority?: string;
  /** Gives the PEM at a certificate's address, in place of a request. */
  fetchCertificate?: (url: URL) => Promise<string>;
}

/** Where certificates and confirmations of a topic come from, and who must have issued the certificates. */
export interface Source {
  originOf(topic: Topic): string;
  authority?: X509Certificate;
  fetchCertificate?: (url: URL) => Promise<string>;
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** @throws TypeError where the option cannot be what is meant */
export function sourceOf(trust: Trust | undefined): Source {
  if (trust === undefined) return { originOf: ({ origin }) => origin };
  const endpoint = URL.canParse(trust.endpoint) ? new URL(trust.endpoint) : undefined;
  if (!endpoint || !/^https?:$/.test(endpoint.protocol) || endpoint.username || endpoint.password)
    throw new TypeError("trust.endpoint must be an address such as http://127.0.0.1:4566.");
  const { certificateAuthority, fetchCertificate } = trust;
  if (endpoint.protocol === "http:" && !LOOPBACK.test(endpoint.hostname) && !certificateAuthority)
    throw new TypeError(
      "trust.endpoint is plain HTTP beyond this machine: anybody between could send a certificate. Give trust.certificateAuthority.",
    );
  let authority: X509Certificate | undefined;
  try {
    authority = certificateAuthority === undefined ? undefined : new X509Certificate(certificateAuthority);
  } catch (error) {
    throw new TypeError("trust.certificateAuthority must be a certificate in PEM.", { cause: error });
  }
  return { originOf: () => endpoint.origin, authority, fetchCertificate };
}
