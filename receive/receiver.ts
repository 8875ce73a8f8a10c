// The handler of requests: a Request of the Fetch API in, a Response out.
import { get, readLimited } from "./limited-fetch.ts";
import type { ConfirmationMessage, MessageAttribute, NotificationMessage } from "./message.ts";
import { problemResponse, Refusal } from "./problem.ts";
import { authenticateRaw, checkRawOptions, type RawOptions } from "./raw.ts";
import { memoryStore, type SeenStore } from "./seen.ts";
import { Verifier, type VerifyOptions, windowSeconds } from "./verify.ts";

/** A message for the user's handler. */
export interface Received {
  /** True where SNS's signature was verified; false of raw deliveries, which have none. */
  verified: boolean;
  /** The same in each try of the same message. */
  messageId: string;
  topicArn: string;
  message: string;
  subject?: string;
  /** ISO 8601; absent of raw deliveries. */
  timestamp?: string;
  /** As the publisher gave them; SNS does not sign them, so that somebody between may have changed them. */
  attributes: Record<string, MessageAttribute>;
}

export interface ReceiverOptions extends VerifyOptions {
  /** Handles a message. Where it throws, SNS tries again; it throws RefuseMessage where that is of no use. */
  onMessage(message: Received): void | Promise<void>;
  /** Decides on a verified confirmation of an allowed topic; without it each is confirmed. */
  onSubscribe?(message: ConfirmationMessage): boolean | Promise<boolean>;
  /** Told that a subscription ended; where it gives true it is subscribed again. */
  onUnsubscribe?(message: ConfirmationMessage): unknown;
  /** Told of each refusal and failure, for the log: `cause` is what a handler or a store threw. */
  onRefusal?(refusal: Refusal, request: Request): void;
  /** @default in this process's memory */
  store?: SeenStore;
  /** How long a message may be under way before another process may take it. @default 900 */
  leaseSeconds?: number;
  /** @default 2097152: SNS's largest message, with each character escaped */
  maxBodyBytes?: number;
  /** Takes raw deliveries, and says how they are authenticated. Without it they are refused. */
  raw?: RawOptions;
}

/** The handler of a Fetch API server: `export default { fetch: receiver(…) }`. */
export type FetchHandler = (request: Request) => Promise<Response>;

/**
 * Makes the handler for the address that is subscribed.
 * @throws TypeError where an option cannot be what is meant
 * @example
 * ```ts
 * const handler = receiver({
 *   topics: ["arn:aws:sns:eu-west-1:123456789012:acme-orders"],
 *   async onMessage({ messageId, message }) { await save(messageId, JSON.parse(message)); },
 * });
 * ```
 */
export function receiver(options: ReceiverOptions): FetchHandler {
  if (typeof options.onMessage !== "function") throw new TypeError("onMessage must be a function.");
  checkRawOptions(options.raw);
  const receiving = new Receiving(options);
  return async (request) => {
    try {
      return await receiving.answer(request);
    } catch (error) {
      const refusal =
        error instanceof Refusal
          ? error
          : new Refusal("handler_failed", `The message was not handled: ${String(error)}`, { cause: error });
      receiving.tell(refusal, request);
      await request.body?.cancel().catch(() => undefined);
      return problemResponse(refusal);
    }
  };
}

/** What became of a message. */
type MessageStatus = "handled" | "duplicate" | "confirmed" | "not confirmed" | "unsubscribed";

const ok = (status: MessageStatus): Response =>
  new Response(JSON.stringify({ status }), { headers: { "content-type": "application/json" } });

class Receiving {
  readonly #options: ReceiverOptions;
  readonly #verifier: Verifier;
  readonly #store: SeenStore;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#verifier = new Verifier(options);
    this.#store = options.store ?? memoryStore(options.now);
  }

  tell(refusal: Refusal, request: Request): void {
    try {
      this.#options.onRefusal?.(refusal, request);
    } catch {
      // A log that fails must not change the answer.
    }
  }

  async answer(request: Request): Promise<Response> {
    if (request.method !== "POST") throw new Refusal("method_not_allowed", `${request.method} is not POST.`);
    const topic = request.headers.get("x-amz-sns-topic-arn");
    if (topic !== null) this.#verifier.topic(topic);
    if (request.headers.get("x-amz-sns-rawdelivery") === "true") return this.#raw(request);
    const message = await this.#verifier.verify(await this.#body(request), (parsed) => {
      checkHeader(request, "x-amz-sns-message-type", parsed.type);
      checkHeader(request, "x-amz-sns-message-id", parsed.messageId);
      checkHeader(request, "x-amz-sns-topic-arn", parsed.topicArn);
    });
    return ok(
      await this.#once(`${message.topicArn} ${message.messageId}`, request, async () =>
        message.type === "Notification" ? this.#notify(message) : this.#confirm(message),
      ),
    );
  }

  async #raw(request: Request): Promise<Response> {
    await authenticateRaw(request, this.#options.raw);
    const topicArn = this.#verifier.topic(header(request, "x-amz-sns-topic-arn")).arn;
    const messageId = header(request, "x-amz-sns-message-id");
    if (header(request, "x-amz-sns-message-type") !== "Notification")
      throw new Refusal("message_malformed", "Only notifications are delivered raw.");
    const message = await this.#body(request);
    return ok(
      await this.#once(`${topicArn} ${messageId}`, request, async () => {
        await this.#options.onMessage({ verified: false, messageId, topicArn, message, attributes: {} });
        return "handled";
      }),
    );
  }

  async #body(request: Request): Promise<string> {
    const limit = this.#options.maxBodyBytes ?? 2 * 1024 * 1024;
    const tooLarge = () => new Refusal("body_too_large", `The body has more than ${limit} bytes.`);
    if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
    let bytes: Uint8Array;
    try {
      bytes = await readLimited(request.body, limit, tooLarge);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal("message_malformed", "The body broke off, or was read before.", { cause: error });
    }
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new Refusal("message_malformed", "The body is not UTF-8.");
    }
  }

  /** Does the work if no one else has it or has done it, and leaves the id free if the work fails. */
  async #once(id: string, request: Request, work: () => Promise<MessageStatus>): Promise<MessageStatus> {
    const failed = (error: unknown) =>
      new Refusal("store_failed", `The store of messages failed: ${String(error)}`, { cause: error });
    const state = await this.#store.begin(id, this.#options.leaseSeconds ?? 900).catch((error: unknown) => {
      throw failed(error);
    });
    if (state === "done") return "duplicate";
    if (state === "running") throw new Refusal("already_running", `${id} is being handled.`);
    let outcome: MessageStatus;
    try {
      outcome = await work();
    } catch (error) {
      await this.#store.release(id).catch((fault: unknown) => this.tell(failed(fault), request));
      throw error;
    }
    // The work is done, whatever the store says: to have SNS send it again would do it twice.
    const keep = windowSeconds(this.#options);
    await this.#store.finish(id, keep).catch((fault: unknown) => this.tell(failed(fault), request));
    return outcome;
  }

  async #notify(message: NotificationMessage): Promise<MessageStatus> {
    const { messageId, topicArn, subject, timestamp, attributes } = message;
    await this.#options.onMessage({
      verified: true,
      messageId,
      topicArn,
      message: message.message,
      ...(subject !== undefined && { subject }),
      timestamp,
      attributes,
    });
    return "handled";
  }

  async #confirm(message: ConfirmationMessage): Promise<MessageStatus> {
    const { onSubscribe, onUnsubscribe } = this.#options;
    if (message.type === "UnsubscribeConfirmation") {
      if ((await onUnsubscribe?.(message)) !== true) return "unsubscribed";
    } else if (onSubscribe && (await onSubscribe(message)) !== true) return "not confirmed";
    const url = this.#verifier.confirmationUrl(message);
    try {
      const signal = AbortSignal.timeout(this.#verifier.timeoutMs);
      const response = await get(url, this.#verifier.fetch, signal);
      await response.body?.cancel();
    } catch (error) {
      throw new Refusal("confirmation_failed", (error as Error).message, { cause: error });
    }
    return "confirmed";
  }
}

function header(request: Request, name: string): string {
  const value = request.headers.get(name);
  if (!value || value.length > 400) throw new Refusal("message_malformed", `The header ${name} is missing.`);
  return value;
}

/** Headers are not signed: they may say what the message says, or nothing. */
function checkHeader(request: Request, name: string, value: string): void {
  const given = request.headers.get(name);
  if (given !== null && given !== value)
    throw new Refusal(
      "header_mismatch",
      `${name} is ${given.slice(0, 300)}, and the message says ${value.slice(0, 300)}.`,
    );
}
