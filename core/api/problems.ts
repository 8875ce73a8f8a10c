// What the API answers when it cannot do what it is asked: problem details (RFC 9457), one code for each kind.
import * as z from "zod";
import { component } from "./components.ts";

/** Code → status, and a title that is the same for every occurrence. */
export const PROBLEMS = {
  malformed_request: { status: 400, title: "The request cannot be read" },
  invalid_request: { status: 400, title: "The request does not fit the API's description" },
  not_authenticated: { status: 401, title: "The caller is not known" },
  not_permitted: { status: 403, title: "The caller has no permission for this" },
  unknown_route: { status: 404, title: "There is no such route" },
  not_found: { status: 404, title: "There is nothing under this address" },
  method_not_allowed: { status: 405, title: "The address does not take this method" },
  not_acceptable: { status: 406, title: "There is no answer of a type that the request accepts" },
  conflict: { status: 409, title: "The state of things does not allow this" },
  request_in_progress: { status: 409, title: "A request with this Idempotency-Key is still at work" },
  content_too_large: { status: 413, title: "The request's body is too large" },
  unsupported_media_type: { status: 415, title: "The request's body is of a type that is not read here" },
  query_failed: { status: 422, title: "The query failed" },
  answer_too_large: { status: 422, title: "The answer would be larger than one can be" },
  key_reused: { status: 422, title: "The Idempotency-Key was used for another request" },
  too_many_requests: { status: 429, title: "There are too many requests" },
  internal_error: { status: 500, title: "The service failed" },
  unavailable: { status: 503, title: "The service cannot answer just now" },
  timed_out: { status: 504, title: "The service took too long" },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_TYPE = "application/problem+json";
/** What `type` begins with; the code follows. */
export const PROBLEM_URN = "urn:headrace:problem:";

/** One thing that is wrong with a request. */
export const requestErrorSchema = component(
  "RequestError",
  z.object({
    in: z.enum(["path", "query", "header", "body"]).describe("The part of the request that is wrong."),
    pointer: z
      .string()
      .describe(
        "Where in it: a JSON pointer (RFC 6901) into the body, or the parameter's name after a slash.",
      ),
    detail: z.string().describe("What is wrong, and what is expected."),
  }),
);
export type RequestError = z.output<typeof requestErrorSchema>;

export const problemSchema = component(
  "Problem",
  z.object({
    type: z.string().describe(`${PROBLEM_URN} and the problem's code.`),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe("What is wrong with this request, and what to do about it."),
    request_id: z.string().describe("The id that the log has this request under."),
    errors: z.array(requestErrorSchema).optional(),
  }),
);
export type ProblemBody = z.output<typeof problemSchema>;

interface Extra {
  readonly errors?: readonly RequestError[];
  /** Header → value, such as Allow and Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Thrown by whatever serves a request: the caller is answered with it. `detail` is shown to the caller as it is: it names
 * what the caller sent and what the contract says, and nothing else.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly RequestError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, { errors = [], headers = {} }: Extra = {}) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  body(requestId: string): ProblemBody {
    const { status, title } = PROBLEMS[this.code];
    return {
      type: `${PROBLEM_URN}${this.code}`,
      title,
      status,
      detail: this.message,
      request_id: requestId,
      ...(this.errors.length > 0 && { errors: [...this.errors] }),
    };
  }
}
