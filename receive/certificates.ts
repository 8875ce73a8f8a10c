// The certificates by which SNS signs: where they may come from, which are good, and which are remembered.
import { X509Certificate } from "node:crypto";
import { type Fetch, FetchFailed, getText } from "./limited-fetch.ts";
import { Refusal } from "./problem.ts";
import type { Source } from "./trust.ts";

const PATH = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;
const PEM = /^-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/;

/** A certificate is two to three KB; a chain of them is below ten. */
const MAX_BYTES = 16 * 1024;
const MIN_KEY_BITS = 2048;
/** SNS has one or two at a time in a region. */
const MAX_REMEMBERED = 32;
const MAX_AGE_MS = 24 * 3600 * 1000;
/** How many different addresses are remembered. Forged messages may name many, all of SNS's own host; they must not make us a flood. */
const MAX_AT_ONCE = 8;

/**
 * The address of a certificate, if it can be SNS's.
 * @param origin of the SNS of the topic's region
 * @throws Refusal certificate_address
 */
export function certificateUrl(given: string, origin: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  // Compared as text as well: what URL would tidy up (case, tabs, dots, a default port) never came from SNS.
  if (!url || url.origin !== origin || !PATH.test(url.pathname) || given !== `${origin}${url.pathname}`) {
    throw new Refusal(
      "certificate_address",
      `SigningCertURL is not one of ${origin}: ${given.slice(0, 200)}`,
    );
  }
  return url;
}

interface Remembered {
  certificate: X509Certificate;
  until: number;
}

export interface CertificatesOptions {
  source: Source;
  fetch: Fetch;
  timeoutMs: number;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Fetches certificates, and remembers those that a signature was verified with. */
export class Certificates {
  readonly #options: CertificatesOptions;
  readonly #remembered = new Map<string, Remembered>();
  readonly #underWay = new Map<string, Promise<X509Certificate>>();

  constructor(options: CertificatesOptions) {
    this.#options = options;
  }

  /** @throws Refusal certificate_refused, certificate_unavailable */
  async get(url: URL): Promise<X509Certificate> {
    const known = this.#remembered.get(url.href);
    if (known && known.until > this.#options.now()) {
      this.#checkDates(known.certificate);
      return known.certificate;
    }
    let found = this.#underWay.get(url.href);
    if (!found) {
      if (this.#underWay.size >= MAX_AT_ONCE) {
        throw new Refusal("certificate_unavailable", `${MAX_AT_ONCE} other certificates are being fetched.`);
      }
      found = this.#fetch(url).finally(() => this.#underWay.delete(url.href));
      this.#underWay.set(url.href, found);
    }
    return found;
  }

  /** Only after a signature was verified with it: what an error or a stranger sent is never kept. */
  remember(url: URL, certificate: X509Certificate): void {
    if (this.#remembered.has(url.href)) this.#remembered.delete(url.href);
    else if (this.#remembered.size >= MAX_REMEMBERED) {
      for (const oldest of this.#remembered.keys()) {
        this.#remembered.delete(oldest);
        break;
      }
    }
    this.#remembered.set(url.href, { certificate, until: this.#options.now() + MAX_AGE_MS });
  }

  async #fetch(url: URL): Promise<X509Certificate> {
    const { source, fetch, timeoutMs } = this.#options;
    let pem: string;
    try {
      pem = source.fetchCertificate
        ? await source.fetchCertificate(url)
        : await getText(url, { fetch, timeoutMs, maxBytes: MAX_BYTES });
    } catch (error) {
      const lasting = error instanceof FetchFailed && !error.temporary;
      const code = lasting ? "certificate_refused" : "certificate_unavailable";
      throw new Refusal(code, (error as Error).message, { cause: error });
    }
    return this.#read(pem);
  }

  #read(pem: string): X509Certificate {
    // The first certificate of a chain is the signer's own.
    const end = "-----END CERTIFICATE-----";
    const first = pem.slice(0, pem.indexOf(end) + end.length).trimStart();
    if (pem.length > MAX_BYTES || !PEM.test(first))
      throw refused("What is at its address is no certificate in PEM.");
    let certificate: X509Certificate;
    try {
      certificate = new X509Certificate(first);
    } catch (error) {
      throw refused("What is at its address cannot be read as a certificate.", { cause: error });
    }
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
    if (type !== "rsa" || (details?.modulusLength ?? 0) < MIN_KEY_BITS) {
      throw refused(`Its key is not an RSA key of ${MIN_KEY_BITS} bits or more.`);
    }
    this.#checkDates(certificate);
    const { authority } = this.#options.source;
    if (authority && !(certificate.checkIssued(authority) && certificate.verify(authority.publicKey))) {
      throw refused("It is not issued by the authority that is trusted.");
    }
    return certificate;
  }

  #checkDates(certificate: X509Certificate): void {
    const now = this.#options.now();
    const from = Date.parse(certificate.validFrom);
    const to = Date.parse(certificate.validTo);
    // So that a date which cannot be read is refused as well.
    if (!(from <= now && now <= to)) {
      throw refused(`It holds from ${certificate.validFrom} to ${certificate.validTo} only.`);
    }
  }
}

const refused = (detail: string, options?: ErrorOptions): Refusal =>
  new Refusal("certificate_refused", detail, options);
