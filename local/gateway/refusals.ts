// How AWS says that it does not know a caller: the code and the status differ by the protocol of the service that was asked.
// Sources: "Common errors" of the services' API references, the S3 API reference's list of error codes.
import { awsError } from "./errors.ts";
import type { ServiceRequest, ServiceResponse } from "./service.ts";

type Asked = Pick<ServiceRequest, "errors" | "headers" | "method">;

/** Why a request is not let in. */
export type Reason =
  | "unsigned"
  | "malformed"
  | "unknown-key"
  | "wrong-signature"
  | "wrong-token"
  | "expired-token"
  | "skewed";

type Protocol = "s3" | "ec2" | "query" | "json" | "rest";

function protocolOf({ errors, headers }: Asked): Protocol {
  if (errors !== "json") return errors;
  return "x-amz-target" in headers ? "json" : "rest";
}

const NO_SUCH_KEY = "The security token included in the request is invalid.";
const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const EC2 = "AWS was not able to validate the provided access credentials";

/** S3 and EC2 have codes of their own; the other protocols share theirs, with "Exception" behind it in JSON. */
const OWN: Record<"s3" | "ec2", Record<Reason, readonly [status: number, code: string, message: string]>> = {
  s3: {
    unsigned: [403, "AccessDenied", "Access Denied"],
    malformed: [
      400,
      "AuthorizationHeaderMalformed",
      "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature.",
    ],
    "unknown-key": [
      403,
      "InvalidAccessKeyId",
      "The AWS Access Key Id you provided does not exist in our records.",
    ],
    "wrong-signature": [
      403,
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    ],
    "wrong-token": [400, "InvalidToken", "The provided token is malformed or otherwise invalid."],
    "expired-token": [400, "ExpiredToken", "The provided token has expired."],
    skewed: [
      403,
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
    ],
  },
  ec2: {
    unsigned: [400, "MissingParameter", "The request must contain the parameter AWSAccessKeyId"],
    malformed: [401, "AuthFailure", EC2],
    "unknown-key": [401, "AuthFailure", EC2],
    "wrong-signature": [401, "AuthFailure", EC2],
    "wrong-token": [401, "AuthFailure", EC2],
    "expired-token": [400, "RequestExpired", "Request has expired."],
    skewed: [400, "RequestExpired", "Request has expired."],
  },
};

const SHARED: Record<Reason, readonly [query: string, json: string, message: string]> = {
  unsigned: [
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "Request is missing Authentication Token",
  ],
  malformed: [
    "IncompleteSignature",
    "IncompleteSignatureException",
    "The request signature does not conform to AWS standards.",
  ],
  "unknown-key": ["InvalidClientTokenId", "UnrecognizedClientException", NO_SUCH_KEY],
  "wrong-signature": ["SignatureDoesNotMatch", "InvalidSignatureException", MISMATCH],
  "wrong-token": ["InvalidClientTokenId", "UnrecognizedClientException", NO_SUCH_KEY],
  "expired-token": [
    "ExpiredToken",
    "ExpiredTokenException",
    "The security token included in the request is expired",
  ],
  skewed: ["SignatureDoesNotMatch", "InvalidSignatureException", "Signature expired"],
};

/** @param detail in place of the usual message */
export function notLetIn(asked: Asked, reason: Reason, detail?: string): ServiceResponse {
  const protocol = protocolOf(asked);
  if (protocol === "s3" || protocol === "ec2") {
    const [status, code, message] = OWN[protocol][reason];
    return awsError(asked, status, code, detail ?? message);
  }
  const [query, json, message] = SHARED[reason];
  const status = protocol === "json" || (protocol === "query" && reason === "malformed") ? 400 : 403;
  return awsError(asked, status, protocol === "query" ? query : json, detail ?? message);
}
