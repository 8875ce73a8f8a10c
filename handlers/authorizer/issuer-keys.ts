// The issuer's keys, kept for the life of the process, and asked for no more often than the issuer can bear. Anybody can send
// tokens that name a key which there is not; only a new key of the issuer's is worth a request, and one in a while finds it.
import { WaitPeriodNotYetEndedJwkError } from "aws-jwt-verify/error";
import { type Fetcher, SimpleFetcher } from "aws-jwt-verify/https";
import { type PenaltyBox, SimpleJwksCache } from "aws-jwt-verify/jwk";

/** Between two requests for the issuer's keys, where the first did not find the one that a token names. */
const WAIT_MS = 10_000;
/** After one that the issuer did not answer: every token waits for it, and is refused as long as that takes. */
const RETRY_MS = 2_000;

/** The library's own measures by timers, which stand still while Lambda freezes the process. */
class ByClock implements PenaltyBox {
  readonly #now: () => number;
  readonly #until = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  async wait(jwksUri: string): Promise<void> {
    if ((this.#until.get(jwksUri) ?? 0) > this.#now())
      throw new WaitPeriodNotYetEndedJwkError("the issuer has no such key, and was asked a moment ago");
  }

  registerFailedAttempt(jwksUri: string): void {
    this.#until.set(jwksUri, this.#now() + WAIT_MS);
  }

  registerSuccessfulAttempt(jwksUri: string): void {
    this.#until.delete(jwksUri);
  }
}

/** Answers at once with the last failure, for as long as it is fresh. */
function patient(fetcher: Fetcher, now: () => number): Fetcher {
  let failure: { until: number; error: unknown } | undefined;
  return {
    fetch: async (...asked: Parameters<Fetcher["fetch"]>) => {
      if (failure && failure.until > now()) throw failure.error;
      try {
        return await fetcher.fetch(...asked);
      } catch (error) {
        failure = { until: now() + RETRY_MS, error };
        throw error;
      }
    },
  };
}

/** @param now milliseconds, for tests */
export const issuerKeys = (fetcher: Fetcher = new SimpleFetcher(), now: () => number = Date.now) =>
  new SimpleJwksCache({ fetcher: patient(fetcher, now), penaltyBox: new ByClock(now) });
