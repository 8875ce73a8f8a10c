// What a service of the local AWS is, by contract: what it claims, what its calls need, what answers them, what is at work.
import type { IncomingHttpHeaders } from "node:http";
import type { NeedsOf } from "../iam/need.ts";
import type { Credentials } from "../iam/principals.ts";
import type { ErrorForm, Forward, ServiceRequest, ServiceResponse } from "./request.ts";

export type { Forward, ServiceRequest, ServiceResponse } from "./request.ts";

/**
 * Answers a request, or changes what goes on to moto and what comes back; undefined where it leaves the request alone.
 * What closes one gap of moto is such a handler, and so is a whole service.
 */
export type Handler = (request: ServiceRequest, forward: Forward) => Promise<ServiceResponse> | undefined;

/** One handler of several: the first sees a request first, and forwards to the next. */
export const inTurn =
  (...handlers: readonly Handler[]): Handler =>
  (request, forward) =>
    handlers.reduceRight<Forward>(
      (next, handle) => (onward) => handle(onward, next) ?? next(onward),
      forward,
    )(request);

/** What is still at work in a service, for whoever waits until nothing is. */
export interface Activity {
  /** In words for people, such as "deliveries of SNS", and how many. */
  work: readonly { what: string; count: number }[];
  /** Queues that the service reads. */
  queues?: readonly QueueStatus[];
  /** Functions that the service runs. */
  functions?: readonly FunctionStatus[];
}

export interface QueueStatus {
  name: string;
  arn: string;
  visible: number;
  inFlight: number;
  delayed: number;
  /** Its dead-letter queue, where it has one. */
  dlq?: { name: string; messages: number };
  /** The function that an enabled mapping gives its messages to. */
  function: string;
  /** Why nothing is taken from it, where that is so. */
  trouble?: string;
}

export interface FunctionStatus {
  name: string;
  /** Invocations in progress, and waiting for a process. */
  running: number;
  waiting: number;
  /** Its processes' numbers. */
  processes: number[];
}

/** A request that carries no signature, as far as it says whose it is. */
export interface Unsigned {
  method: string;
  /** As it came: percent-encoded, without the query. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: IncomingHttpHeaders;
}

/**
 * A service of the local AWS: what is known of its requests, and what answers them. Everything but `services` may be left
 * out: moto answers then, the form of errors follows the protocol, and what calls need of IAM counts as unchecked.
 *
 * @example A service whose calls are moto's, with what they need of IAM:
 * ```ts
 * export const dynamodb = (): LocalService => ({
 *   services: ["dynamodb"],
 *   target: { prefix: "DynamoDB_20120810", version: "1.0" },
 *   needs: (request, { accountId }) => [{ action: `dynamodb:${request.operation}`, resource: tableArn(request) }],
 * });
 * ```
 */
export interface LocalService {
  /** Signing names that it answers for. */
  readonly services: readonly string[];
  /** The prefix of X-Amz-Target and the version of AWS JSON, where it speaks that protocol. */
  readonly target?: { prefix: string; version: "1.0" | "1.1" };
  /** The form of its errors, where the protocol of a request does not tell it. */
  readonly errors?: ErrorForm;
  /**
   * What becomes of a request without a signature that it claims: undefined lets it pass, an answer refuses it. Without
   * this every such request is refused.
   */
  anonymous?(request: ServiceRequest): Promise<ServiceResponse | undefined>;
  /** Whether an unsigned request is its own. The first in the list that says so gets it. */
  claims?(request: Unsigned): boolean;
  /**
   * The signing name under which a request is its own by its address alone, whatever its signature says. It judges callers
   * itself: all such requests reach it, of nobody known too (`unauthenticated` says why), and of pages of other origins.
   */
  addressed?(request: Unsigned): string | undefined;
  /**
   * Whether a Host is a name that was made for it here, such as a domain of an API. Every other name that is not this machine's is
   * refused, since a page of the web could make it lead here.
   */
  hosts?(host: string): boolean;
  /** What a request needs of IAM; undefined where nobody has written it down. */
  readonly needs?: NeedsOf;
  /** Whether what is known of policies, keys or secrets may be wrong after this request. */
  changesAccess?(request: ServiceRequest): boolean;
  /** Answers; without it, or where it gives undefined, moto does. */
  handle?: Handler;
  /** Sees the requests of all services before those do, such as for addresses of its own among S3's. */
  intercept?: Handler;
  /** What is still at work. */
  activity?(): Promise<Activity>;
  /** Sees every request, of any service, that was answered: to wake what waits for it. */
  readonly observe?: Observer;
  /** Sees those that the local AWS makes of itself, too. */
  readonly witness?: Observer;
  /**
   * Sees every request of a caller before it is judged, and by what it gives back the answer, refusals too. It may read the
   * body of a request to S3, and then puts another in its place.
   */
  audit?(request: ServiceRequest): Promise<((response: ServiceResponse) => void) | undefined>;
  /** Time is about to be let pass: hands on what has happened until now. */
  beforeAdvance?(): Promise<void>;
  /** So many seconds have passed by the clock of all services; resolves when what follows from that is done. */
  advance?(seconds: number): Promise<void>;
  close?(): Promise<void>;
}

/** A service that leaves nothing to moto without having looked at it. */
export interface OwnService extends LocalService {
  handle(request: ServiceRequest, forward: Forward): Promise<ServiceResponse>;
}

/** Sees every request that was answered. */
export type Observer = (request: ServiceRequest, response: ServiceResponse) => void;

/** What a service may need of the local AWS it belongs to. */
export interface LocalContext {
  /** The gateway's own endpoint, http://127.0.0.1:PORT. */
  endpoint: string;
  region: string;
  accountId: string;
  /** Folder for the service's own state; made on demand. */
  state: string;
  /** Credentials of a caller by its access key; undefined where nobody checks signatures, as in tests of one engine. */
  credentialsOf?: (accessKeyId: string) => Credentials;
}
