// Whether a message is SNS's: of an allowed topic, signed by SNS of that topic's region, and of now.
import { constants, verify } from "node:crypto";
import { Certificates, certificateUrl } from "./certificates.ts";
import type { Fetch } from "./limited-fetch.ts";
import { type ConfirmationMessage, parseMessage, type SnsMessage } from "./message.ts";
import { Refusal } from "./problem.ts";
import { stringToSign } from "./string-to-sign.ts";
import { type Topic, topicOf } from "./topic.ts";
import { type Source, sourceOf, type Trust } from "./trust.ts";

export interface VerifyOptions {
  /** ARNs of the topics whose messages are taken, in full. Messages of any other are refused unread. */
  topics: readonly string[];
  /**
   * Versions of signatures that are taken: 2 is RSA with SHA-256, 1 is RSA with SHA-1. SNS signs by version 1 where the
   * topic's attribute SignatureVersion does not say 2.
   * @default ["2"]
   */
  signatureVersions?: readonly ("1" | "2")[];
  /**
   * How old a message may be. SNS tries again for up to 3,600 seconds, with the same Timestamp.
   * @default 3900
   */
  maxAgeSeconds?: number;
  /** How far in the future its Timestamp may be, where clocks differ. @default 300 */
  maxSkewSeconds?: number;
  /** For each request that this package makes. @default 5000 */
  timeoutMs?: number;
  /** In place of the global one, for a proxy. It must not follow redirects when told `redirect: "manual"`. */
  fetch?: Fetch;
  /** Milliseconds since 1970. @default Date.now */
  now?: () => number;
  /** For tests only: a local SNS that is believed in AWS's place. */
  trust?: Trust;
}

/** How long a MessageId must be known so that no message is handled twice: as long as it is taken at all. */
export const windowSeconds = ({ maxAgeSeconds = 3_900, maxSkewSeconds = 300 }: VerifyOptions): number =>
  maxAgeSeconds + maxSkewSeconds;

/**
 * Verifies messages, wherever they came from: by HTTPS, or as the body of an SQS message.
 * @example
 * ```ts
 * const verifier = new Verifier({ topics: ["arn:aws:sns:eu-west-1:123456789012:acme-orders"] });
 * const message = await verifier.verify(body); // throws Refusal, whose `code` says what is wrong
 * if (message.type === "Notification") await save(message.messageId, JSON.parse(message.message));
 * ```
 */
export class Verifier {
  readonly #options: VerifyOptions;
  readonly #topics = new Map<string, Topic>();
  readonly #versions: ReadonlySet<string>;
  readonly #source: Source;
  readonly #certificates: Certificates;
  readonly #now: () => number;
  readonly fetch: Fetch;
  readonly timeoutMs: number;

  /** @throws TypeError where an option cannot be what is meant */
  constructor(options: VerifyOptions) {
    this.#options = options;
    if (!Array.isArray(options.topics) || options.topics.length === 0)
      throw new TypeError("topics must list the ARNs of the topics that are received.");
    for (const arn of options.topics) {
      const topic = topicOf(arn);
      if (!topic)
        throw new TypeError(`topics: "${arn}" is not the ARN of a topic (arn:aws:sns:REGION:ACCOUNT:NAME).`);
      this.#topics.set(arn, topic);
    }
    this.#versions = new Set(options.signatureVersions ?? ["2"]);
    for (const version of this.#versions) {
      if (version !== "1" && version !== "2")
        throw new TypeError(`signatureVersions: "${version}" is neither "1" nor "2".`);
    }
    for (const name of ["maxAgeSeconds", "maxSkewSeconds", "timeoutMs"] as const) {
      const value = options[name];
      if (value !== undefined && !(Number.isFinite(value) && value >= 0))
        throw new TypeError(`${name} must be a number, 0 or more.`);
    }
    this.#source = sourceOf(options.trust);
    this.#now = options.now ?? Date.now;
    this.fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
    this.timeoutMs = options.timeoutMs ?? 5_000;
    this.#certificates = new Certificates({
      source: this.#source,
      fetch: this.fetch,
      timeoutMs: this.timeoutMs,
      now: this.#now,
    });
  }

  /** @throws Refusal topic_not_allowed */
  topic(arn: string): Topic {
    const topic = this.#topics.get(arn);
    if (!topic) throw new Refusal("topic_not_allowed", `${arn.slice(0, 300)} is not among the topics.`);
    return topic;
  }

  /**
   * Reads and verifies a message.
   * @param body the JSON that SNS posted
   * @param look at the message before anything is fetched for it; it may throw a Refusal
   * @throws Refusal
   */
  async verify(body: string, look?: (message: SnsMessage) => void): Promise<SnsMessage> {
    const message = parseMessage(body);
    look?.(message);
    await this.#check(message);
    return message;
  }

  /** Nothing is fetched before all that can be told from the message alone is right. */
  async #check(message: SnsMessage): Promise<void> {
    const topic = this.topic(message.topicArn);
    if (!this.#versions.has(message.signatureVersion)) {
      const taken = [...this.#versions].join(", ");
      throw new Refusal(
        "version_not_allowed",
        `SignatureVersion ${message.signatureVersion.slice(0, 20)} is not taken (${taken} is).`,
      );
    }
    this.#checkTime(message.timestamp);
    const origin = this.#source.originOf(topic);
    if (message.type !== "Notification") checkSubscribeUrl(message, origin);
    const url = certificateUrl(message.signingCertUrl, origin);
    const certificate = await this.#certificates.get(url);
    const hash = message.signatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
    const good = verify(
      hash,
      Buffer.from(stringToSign(message), "utf8"),
      { key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(message.signature, "base64"),
    );
    if (!good)
      throw new Refusal("signature_wrong", `The signature of message ${message.messageId} does not fit it.`);
    this.#certificates.remember(url, certificate);
  }

  /** The address that confirms a subscription, made anew from what was verified. */
  confirmationUrl(message: ConfirmationMessage): URL {
    const url = new URL(this.#source.originOf(this.topic(message.topicArn)));
    url.search = new URLSearchParams({
      Action: "ConfirmSubscription",
      TopicArn: message.topicArn,
      Token: message.token,
    }).toString();
    return url;
  }

  #checkTime(timestamp: string): void {
    const { maxAgeSeconds = 3_900, maxSkewSeconds = 300 } = this.#options;
    const age = (this.#now() - Date.parse(timestamp)) / 1000;
    if (age > maxAgeSeconds || age < -maxSkewSeconds) {
      throw new Refusal(
        "timestamp_outside_window",
        `The message is of ${timestamp}: ${Math.round(age)} seconds old.`,
      );
    }
  }
}

/** @throws Refusal subscribe_address */
function checkSubscribeUrl({ subscribeUrl, topicArn, token }: ConfirmationMessage, origin: string): void {
  const url = URL.canParse(subscribeUrl) ? new URL(subscribeUrl) : undefined;
  const one = (name: string): string | undefined => {
    const values = url?.searchParams.getAll(name) ?? [];
    return values.length === 1 ? values[0] : undefined;
  };
  if (
    !url ||
    url.origin !== origin ||
    !subscribeUrl.startsWith(`${origin}/?`) ||
    url.pathname !== "/" ||
    url.hash !== "" ||
    one("Action") !== "ConfirmSubscription" ||
    one("TopicArn") !== topicArn ||
    one("Token") !== token
  ) {
    throw new Refusal(
      "subscribe_address",
      `SubscribeURL does not confirm ${topicArn}: ${subscribeUrl.slice(0, 200)}`,
    );
  }
}
