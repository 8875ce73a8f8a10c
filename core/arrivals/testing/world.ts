// A queue, a table and a bucket in memory, whose requests a scheduler orders, and functions that are killed or hear of failures at
// any of their requests: what the batching of records must stand.
import type { Arrival } from "../arrival.ts";
import { type Claim, type Claims, type Landing, type LandOptions, landAll } from "../land.ts";

/** What befalls an attempt at its n-th request (from 0). */
export interface Blow {
  at: number;
  /** The process ends; otherwise the request alone fails. */
  kill: boolean;
  /** Whether the request took effect before. */
  heard: boolean;
}

/** Lets a request wait for its turn. */
export type Turn = (label: string) => Promise<void>;

interface Queued {
  arrival: Arrival;
  taken: boolean;
  gone: boolean;
}

const SEAL = "";

export class World {
  readonly #turn: Turn;
  readonly #claims = new Map<string, Claim>();
  readonly #batches = new Map<string, { landed: boolean; until: number }>();
  /** Key → NDJSON; empty where it is sealed. */
  readonly objects = new Map<string, string>();
  readonly queue: Queued[] = [];
  /** Arrivals that were refused for good. */
  readonly dead: Arrival[] = [];
  #now = 0;
  #keys = 0;

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  send(arrival: Arrival): void {
    this.queue.push({ arrival, taken: false, gone: false });
  }

  get waiting(): Queued[] {
    return this.queue.filter(({ gone, taken }) => !gone && !taken);
  }

  /** One invocation with so many of the messages that wait. */
  async invoke(most: number, blows: readonly Blow[] = [], more: Partial<LandOptions> = {}): Promise<void> {
    const taken = this.waiting.slice(0, most);
    for (const message of taken) message.taken = true;
    const attempt = new Attempt(blows);
    const options: LandOptions = {
      claims: this.#claimsOf(attempt),
      landing: this.#landingOf(attempt),
      mostBytes: 60,
      timeLeft: () => 60_000,
      now: () => this.#now,
      sleep: async (milliseconds) => {
        await this.#turn("sleep");
        this.#now += milliseconds;
      },
      ...more,
    };
    const failed = await landAll(
      taken.map(({ arrival }) => arrival),
      options,
    );
    for (const message of taken) {
      message.taken = false;
      if (attempt.isDead) continue;
      const error = failed.get(message.arrival) as { code?: string } | undefined;
      message.gone = error === undefined || error.code === "record_key_reused";
      if (error?.code === "record_key_reused") this.dead.push(message.arrival);
    }
  }

  /** What the stage function reads. */
  get records(): string[] {
    return [...this.objects.values()].flatMap((text) => text.split("\n").filter((line) => line !== ""));
  }

  async #request<T>(attempt: Attempt, label: string, effect: () => T): Promise<T> {
    const blow = attempt.issue();
    await this.#turn(label);
    if (blow && !blow.heard) throw new Error("not heard");
    const result = effect();
    if (blow || attempt.isDead) throw new Error("no answer");
    return result;
  }

  #claimsOf(attempt: Attempt): Claims {
    const batch = (key: string) => {
      const state = this.#batches.get(key) ?? { landed: false, until: 0 };
      this.#batches.set(key, state);
      return state;
    };
    const request = <T>(label: string, effect: () => T) => this.#request(attempt, label, effect);
    return {
      open: (key, until) => request("open", () => void this.#batches.set(key, { landed: false, until })),
      renew: (key, until) => request("renew", () => void Object.assign(batch(key), { until })),
      landed: (key) => request("landed", () => void Object.assign(batch(key), { landed: true })),
      stateOf: (key) => request("state", () => structuredClone(this.#batches.get(key))),
      claim: ({ id, digest }, key, from) =>
        request("claim", () => {
          const known = this.#claims.get(id);
          if (known && known.batch !== from) return known;
          const claim = { batch: key, digest };
          this.#claims.set(id, claim);
          return claim;
        }),
    };
  }

  #landingOf(attempt: Attempt): Landing {
    return {
      keyFor: (dataset) => `${dataset}/${this.#keys++}`,
      write: (key, lines) =>
        this.#request(attempt, "write", () => {
          const there = this.objects.get(key);
          if (there === undefined) this.objects.set(key, Buffer.concat(lines).toString());
          return there !== SEAL;
        }),
      seal: (key) =>
        this.#request(attempt, "seal", () => {
          const there = this.objects.get(key);
          if (there === undefined) this.objects.set(key, SEAL);
          return there === undefined || there === SEAL;
        }),
    };
  }
}

class Attempt {
  readonly #blows: readonly Blow[];
  #requests = 0;
  isDead = false;

  constructor(blows: readonly Blow[]) {
    this.#blows = blows;
  }

  /** What befalls the request that is made now. */
  issue(): Blow | undefined {
    if (this.isDead) throw new Error("dead");
    const blow = this.#blows.find(({ at }) => at === this.#requests);
    this.#requests += 1;
    if (blow?.kill) this.isDead = true;
    return blow;
  }
}
