// Lets a request in that is signed with a key of this account, by the time and the body that it was signed for; refuses any
// other as AWS refuses it. What it lets in may still be more than the caller's policies allow.
import type { IncomingMessage } from "node:http";
import type { AccessKey } from "../iam/principals.ts";
import { awsError } from "./errors.ts";
import { type Finish, takeForm } from "./form-upload.ts";
import { ChunkSignatures, sha256Hex } from "./payload.ts";
import { notLetIn } from "./refusals.ts";
import type { ServiceRequest, ServiceResponse } from "./service.ts";
import {
  isSignedBy,
  millisecondsOf,
  type Presented,
  queryOf,
  type SignedParts,
  sameText,
  signingKey,
} from "./signature.ts";
import { expectedV2, type PresentedV2, presentedV2 } from "./signature-v2.ts";
import { HEX, watchBody } from "./watch-body.ts";

export interface Keys {
  key(accessKeyId: string): Promise<AccessKey | undefined>;
}

/** How far a caller's clock may be off. */
const SKEW_MS = 5 * 60_000;
const SKEW_S3_MS = 15 * 60_000;
/** What a presigned request may be good for: S3's week. */
const MOST_SECONDS = 604_800;
/** What it is good for at other services, where the query does not say. */
const USUAL_SECONDS = 900;

const UNSIGNED = "UNSIGNED-PAYLOAD";
const PLAIN_CHUNKS = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
const SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

/** A signature whose key is known, and whose time is right. */
export interface Claim {
  key: AccessKey;
  /** Undefined of the old signature, which is verified as it is read. */
  by?: Presented;
}

/** One that is yet to be verified. */
type Unverified = Required<Claim>;

/** Sessions for web identities and SAML assertions are asked for without a signature; nothing here can verify those. */
const FEDERATED = /(?:^|&)Action=AssumeRoleWith(?:WebIdentity|SAML)(?:&|$)/;

export class Authentication {
  readonly #keys: Keys;
  readonly #now: () => number;

  constructor(keys: Keys, now: () => number = Date.now) {
    this.#keys = keys;
    this.#now = now;
  }

  /**
   * Whose the signature claims to be, before the body is read.
   * @param request its service as the scope has it
   * @param by what it presents
   * @returns undefined where the request bears none
   */
  async claim(
    request: ServiceRequest,
    parts: SignedParts,
    by: Presented | "malformed" | undefined,
  ): Promise<Claim | ServiceResponse | undefined> {
    if (by === undefined) {
      const old = request.service === "s3" ? presentedV2(parts) : undefined;
      if (old) return this.#claimV2(request, parts, old);
      return parts.headers.authorization === undefined ? undefined : notLetIn(request, "malformed");
    }
    if (by === "malformed") {
      if (request.service !== "s3" || parts.headers.authorization) return notLetIn(request, "malformed");
      return awsError(
        request,
        400,
        "AuthorizationQueryParametersError",
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
      );
    }
    const key = await this.#keys.key(by.accessKeyId);
    if (!key) return notLetIn(request, "unknown-key");
    return this.#wrongToken(request, by, key) ?? this.#wrongTime(request, by) ?? { by, key };
  }

  /** The old signature names neither scope nor body: it is verified at once. */
  async #claimV2(
    request: ServiceRequest,
    parts: SignedParts,
    by: PresentedV2,
  ): Promise<Claim | ServiceResponse> {
    const key = await this.#keys.key(by.accessKeyId);
    if (!key) return notLetIn(request, "unknown-key");
    const wrong = this.#wrongToken(request, by, key);
    if (wrong) return wrong;
    const denied = (message: string) => awsError(request, 403, "AccessDenied", message);
    const off = this.#now() - by.time;
    if (Number.isNaN(off)) return denied("AWS authentication requires a valid Date or x-amz-date header");
    if (by.where === "query" && off > 0) return denied("Request has expired");
    if (by.where === "header" && Math.abs(off) > SKEW_S3_MS) return notLetIn(request, "skewed");
    const expected = expectedV2(key.secretAccessKey, { ...parts, path: request.path }, by.where);
    return sameText(expected, by.signature) ? { key } : notLetIn(request, "wrong-signature");
  }

  #wrongToken(
    request: ServiceRequest,
    by: Pick<Presented, "token">,
    key: AccessKey,
  ): ServiceResponse | undefined {
    const token = by.token || undefined;
    if (key.sessionToken === undefined)
      return token === undefined ? undefined : notLetIn(request, "wrong-token");
    // Temporary credentials are none without their token.
    if (token === undefined) return notLetIn(request, "unknown-key");
    if (!sameText(key.sessionToken, token)) return notLetIn(request, "wrong-token");
    return key.expires !== undefined && key.expires < this.#now()
      ? notLetIn(request, "expired-token")
      : undefined;
  }

  #wrongTime(request: ServiceRequest, by: Presented): ServiceResponse | undefined {
    const s3 = request.service === "s3";
    const signed = millisecondsOf(by.time);
    const off = this.#now() - signed;
    if (!by.time.startsWith(by.day)) {
      const detail = `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${by.day}' != '${by.time.slice(0, 8)}', from '${by.time}'.`;
      return notLetIn(request, s3 ? "malformed" : "wrong-signature", detail);
    }
    const skew = s3 ? SKEW_S3_MS : SKEW_MS;
    if (by.where === "header") {
      if (Math.abs(off) <= skew) return undefined;
      const now = new Date(this.#now()).toISOString().replace(/[-:]|\.\d+/g, "");
      const detail = `Signature ${off > 0 ? "expired" : "not yet current"}: ${by.time} is now ${off > 0 ? "earlier" : "later"} than ${now} by more than ${skew / 60_000} min.`;
      return notLetIn(request, "skewed", s3 ? undefined : detail);
    }
    const denied = (message: string): ServiceResponse =>
      s3
        ? awsError(request, 403, "AccessDenied", message)
        : notLetIn(request, "skewed", `Signature expired: ${message}`);
    const expires = by.expires ?? (s3 ? "" : String(USUAL_SECONDS));
    if (!/^\d{1,10}$/.test(expires) || Number(expires) < 1 || Number(expires) > MOST_SECONDS) {
      const range = `X-Amz-Expires must be a number of seconds between 1 and ${MOST_SECONDS}`;
      return s3
        ? awsError(request, 400, "AuthorizationQueryParametersError", range)
        : notLetIn(request, "malformed", range);
    }
    if (off < -skew) return denied("Request is not valid yet");
    return off > Number(expires) * 1000 ? denied("Request has expired") : undefined;
  }

  /** Verifies the signature of a request whose whole body is here. */
  async verify(
    request: ServiceRequest,
    parts: SignedParts,
    { by, key }: Unverified,
  ): Promise<ServiceResponse | undefined> {
    return (await this.#fits(parts, by, key, sha256Hex(request.body)))
      ? undefined
      : notLetIn(request, "wrong-signature");
  }

  #fits(parts: SignedParts, by: Presented, key: AccessKey, payload: string): Promise<boolean> | boolean {
    return by.signedHeaders.includes("host") && isSignedBy(key.secretAccessKey, parts, by, payload);
  }

  /**
   * Verifies an S3 request's signature, which names its body's hash, and sees to it that the body is looked at by it: one
   * that is an object while it streams, any other at once.
   */
  async verifyS3(
    request: ServiceRequest,
    parts: SignedParts,
    claim: Unverified,
    message: IncomingMessage,
  ): Promise<ServiceResponse | undefined> {
    const { by, key } = claim;
    const { headers } = request;
    const named = by.where === "header" || by.signedHeaders.includes("x-amz-content-sha256");
    const payload =
      (named ? headers["x-amz-content-sha256"] : hashInQuery(parts.search)) ??
      (by.where === "query" ? UNSIGNED : undefined);
    if (payload === undefined) {
      const missing = "Missing required header for this request: x-amz-content-sha256";
      return awsError(request, 400, "InvalidRequest", missing);
    }
    const signedChunks = payload === SIGNED_CHUNKS || payload === `${SIGNED_CHUNKS}-TRAILER`;
    if (!signedChunks && payload !== UNSIGNED && payload !== PLAIN_CHUNKS && !HEX.test(payload)) {
      const values = `x-amz-content-sha256 must be ${UNSIGNED}, ${PLAIN_CHUNKS}, ${SIGNED_CHUNKS}, ${SIGNED_CHUNKS}-TRAILER or a valid sha256 value.`;
      return awsError(request, 400, "InvalidArgument", values);
    }
    const loose = Object.keys(headers).find(
      (name) =>
        name.startsWith("x-amz-") && name !== "x-amz-content-sha256" && !by.signedHeaders.includes(name),
    );
    if (loose) {
      const unsigned = `There were headers present in the request which were not signed: ${loose}`;
      return awsError(request, 403, "AccessDenied", unsigned);
    }
    if (!(await this.#fits(parts, by, key, payload))) return notLetIn(request, "wrong-signature");
    if (signedChunks) {
      const signing = await signingKey(by, key.secretAccessKey);
      request.chunks = new ChunkSignatures(signing, by, payload !== SIGNED_CHUNKS);
    }
    return watchBody(request, message, payload);
  }

  /** Verifies an upload by a form, whose signature is one of its fields. */
  form(request: ServiceRequest): Promise<ServiceResponse | Finish> {
    return takeForm(request, (accessKeyId) => this.#keys.key(accessKeyId), this.#now());
  }

  /** What is said to a request without a signature that no service answers; its body where it is a form. */
  unsigned(request: ServiceRequest): ServiceResponse {
    if (!FEDERATED.test(request.body.toString("latin1"))) return notLetIn(request, "unsigned");
    return awsError(
      { ...request, errors: "query" },
      400,
      "InvalidIdentityToken",
      "The local AWS cannot verify who issued the token: sign the request with a key of the account.",
    );
  }
}

/** Signers write the name in either case. */
const hashInQuery = (search: string): string | undefined =>
  Object.entries(queryOf(search)).find(([name]) => name.toLowerCase() === "x-amz-content-sha256")?.[1][0];
