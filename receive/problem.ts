// Why a request is refused, and the answer that says so: RFC 9457, without anything of the inside.

/** The codes of refusals, with the status and the title that each is answered with. */
const PROBLEMS = {
  method_not_allowed: [405, "Only POST is taken"],
  body_too_large: [413, "The body is too large"],
  message_malformed: [400, "The body is no message of SNS"],
  header_mismatch: [400, "A header contradicts the message"],
  topic_not_allowed: [403, "The topic is not allowed"],
  version_not_allowed: [403, "The signature's version is not allowed"],
  certificate_address: [403, "The certificate's address is not SNS's"],
  certificate_refused: [403, "The certificate is not good"],
  certificate_unavailable: [503, "The certificate cannot be fetched now"],
  signature_wrong: [403, "The signature does not fit the message"],
  timestamp_outside_window: [403, "The message is too old, or from the future"],
  subscribe_address: [403, "The address of the confirmation is not SNS's"],
  confirmation_failed: [503, "The subscription cannot be confirmed now"],
  raw_not_allowed: [403, "Raw deliveries cannot be verified"],
  raw_unauthenticated: [401, "The raw delivery is not authenticated"],
  message_refused: [422, "The message was refused"],
  already_running: [503, "The same message is being handled"],
  store_failed: [503, "The message cannot be looked up now"],
  handler_failed: [500, "The message could not be handled"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

/** What went wrong, in a word that stays the same from version to version. */
export type ProblemCode = keyof typeof PROBLEMS;

/**
 * A refusal. Its `detail` is for the log of the receiver: it may quote the message; the answer never does.
 *
 * SNS tries again after a status of 500 or more, and after 429; any other above 299 ends the delivery (in the dead-letter
 * queue, where the subscription has one). So what may be different soon is 5xx, and what will never be right is 4xx.
 */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  constructor(code: ProblemCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = "Refusal";
    this.code = code;
    this.status = PROBLEMS[code][0];
  }
}

/**
 * For handlers: throw it where a message will never be handled, however often it comes. SNS gets 422 and does not try
 * again; anything else that is thrown is answered with 500, and SNS tries again.
 */
export class RefuseMessage extends Refusal {
  constructor(reason: string, options?: ErrorOptions) {
    super("message_refused", reason, options);
    this.name = "RefuseMessage";
  }
}

/** Headers that an answer has beside its type. */
const EXTRA_HEADERS: Partial<Record<ProblemCode, Record<string, string>>> = {
  method_not_allowed: { allow: "POST" },
  already_running: { "retry-after": "1" },
  // SNS sends the user and the password of an address only when it is asked for them.
  raw_unauthenticated: { "www-authenticate": 'Basic realm="sns", charset="UTF-8"' },
};

/** The answer to a refusal: `application/problem+json` with title, status and code. */
export function problemResponse({ code, status }: Refusal): Response {
  return new Response(JSON.stringify({ title: PROBLEMS[code][1], status, code }), {
    status,
    headers: { "content-type": "application/problem+json", ...EXTRA_HEADERS[code] },
  });
}
