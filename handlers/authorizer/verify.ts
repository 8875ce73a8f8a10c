// Who a JWT says that its bearer is, once its signature, its issuer, its audience and its times hold.
import { JwtVerifier } from "aws-jwt-verify";
import {
  FetchError,
  JwksNotAvailableInCacheError,
  JwksValidationError,
  JwkValidationError,
  JwtBaseError,
  ParameterValidationError,
} from "aws-jwt-verify/error";
import type { AuthorizerEnvironment } from "../../core/environment/authorizer.ts";
import type { JwtContext } from "../http/caller.ts";
import { issuerKeys } from "./issuer-keys.ts";

export type Payload = Readonly<Record<string, unknown>>;

export interface Verifier {
  /** Algorithms of public keys alone are taken. @throws Refused, JwtBaseError */
  verify(token: string): Promise<Payload>;
}

/** @param jwksCache of the issuer's keys, which are fetched when they are first needed */
export function verifierOf(
  { ISSUER, AUDIENCES, JWKS_URI }: AuthorizerEnvironment,
  jwksCache = issuerKeys(),
): Verifier {
  const verifier = JwtVerifier.create(
    {
      issuer: ISSUER,
      // A token may name its audience as `client_id`, which is looked at below.
      audience: null,
      ...(JWKS_URI !== undefined && { jwksUri: JWKS_URI }),
    },
    { jwksCache },
  );
  return {
    verify: async (token) => {
      const payload = await verifier.verify(token);
      if (!audiencesOf(payload).some((audience) => AUDIENCES.includes(audience)))
        throw new Refused("the token is for another audience");
      return payload;
    },
  };
}

export class Refused extends Error {
  override readonly name = "Refused";
}

const OURS = [
  FetchError,
  JwksNotAvailableInCacheError,
  JwksValidationError,
  JwkValidationError,
  ParameterValidationError,
];

/** The token's own fault, as against ours or the issuer's. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof Refused || (error instanceof JwtBaseError && !OURS.some((kind) => error instanceof kind));

const texts = (value: unknown): string[] =>
  [value].flat().filter((one): one is string => typeof one === "string");

const audiencesOf = ({ aud, client_id }: Payload): string[] =>
  aud === undefined ? texts(client_id) : texts(aud);

/** What the functions behind the API read. @throws Refused for a token without a subject */
export function contextOf(payload: Payload, groupsClaim: string): JwtContext & { principalId: string } {
  const { iss, sub } = payload;
  if (typeof iss !== "string" || typeof sub !== "string" || sub === "")
    throw new Refused("the token has no subject");
  const claim = payload[groupsClaim];
  const groups = typeof claim === "string" ? claim.split(" ").filter(Boolean) : texts(claim);
  return { principalId: sub, issuer: iss, subject: sub, groups: JSON.stringify(groups) };
}
