// The account's trails, by region; one of all regions is seen from each of them.
import { ApiError } from "../../gateway/aws-json.ts";
import type { Trail } from "./trail.ts";

/** Source: CloudTrail User Guide, "Naming requirements for CloudTrail resources". */
const NAME = /^(?=.{3,128}$)[A-Za-z0-9](?:[A-Za-z0-9]|[._-](?![._-]))*[A-Za-z0-9]$/;

export class Book {
  readonly #trails = new Map<string, Trail>();
  readonly #accountId: string;

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  all(): Iterable<Trail> {
    return this.#trails.values();
  }

  add(trail: Trail): void {
    this.#trails.set(trail.arn, trail);
  }

  remove(trail: Trail): void {
    this.#trails.delete(trail.arn);
  }

  checkedName(name = ""): string {
    if (!NAME.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name))
      throw new ApiError(
        "InvalidTrailNameException",
        `Trail name ${name} is invalid: it has 3 to 128 letters, digits, periods, underscores and hyphens.`,
      );
    return name;
  }

  ofRegion(region: string): Trail[] {
    return [...this.#trails.values()].filter((trail) => trail.region === region);
  }

  seenFrom(region: string): Trail[] {
    return [...this.#trails.values()].filter(
      (trail) => trail.region === region || trail.settings.IsMultiRegionTrail,
    );
  }

  own(region: string, name: string): Trail | undefined {
    return this.ofRegion(region).find((trail) => trail.name === name);
  }

  /** By name or ARN. */
  find(region: string, named: string): Trail | undefined {
    return this.seenFrom(region).find(({ name, arn }) => named === name || named === arn);
  }

  /** @throws TrailNotFoundException */
  known(region: string, named = ""): Trail {
    const trail = this.find(region, named);
    if (trail) return trail;
    throw new ApiError(
      "TrailNotFoundException",
      `Unknown trail: ${named} for the user: ${this.#accountId}`,
      {},
      404,
    );
  }

  /** One that is changed where it was made. @throws TrailNotFoundException, InvalidHomeRegionException */
  home(region: string, named = ""): Trail {
    const trail = this.known(region, named);
    if (trail.region === region) return trail;
    throw new ApiError(
      "InvalidHomeRegionException",
      `The trail ${trail.name} can only be changed from its home region ${trail.region}.`,
    );
  }
}
