// Which resource of an API a path is for, as API Gateway chooses: fixed parts before parameters, those before {proxy+}.
import { decodeSegment } from "./address.ts";

export interface Match<Item> {
  route: Item;
  /** Decoded. */
  parameters: Record<string, string>;
}

const partsOf = (path: string): string[] => path.split("/").filter((part) => part !== "");

/** How well a part of a resource's path fits: the higher, the sooner. */
const RANK = { fixed: 2, parameter: 1, greedy: 0 };

function fitted(
  template: readonly string[],
  parts: readonly string[],
): { rank: number[]; parameters: Record<string, string> } | undefined {
  const parameters: Record<string, string> = {};
  const rank: number[] = [];
  for (const [index, one] of template.entries()) {
    const name = /^\{(.+?)(\+?)\}$/.exec(one);
    if (name?.[2]) {
      // A greedy parameter takes one part at least.
      if (parts.length <= index) return undefined;
      parameters[String(name[1])] = parts.slice(index).map(decodeSegment).join("/");
      rank.push(RANK.greedy);
      return { rank, parameters };
    }
    const part = parts[index];
    if (part === undefined) return undefined;
    if (name) {
      parameters[String(name[1])] = decodeSegment(part);
      rank.push(RANK.parameter);
    } else if (decodeSegment(part) === one) rank.push(RANK.fixed);
    else return undefined;
  }
  return template.length === parts.length ? { rank, parameters } : undefined;
}

const before = (one: readonly number[], other: readonly number[]): boolean => {
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const [a, b] = [one[index] ?? -1, other[index] ?? -1];
    if (a !== b) return a > b;
  }
  return false;
};

/**
 * The best of the routes that fit.
 * @param path percent-encoded
 * @param usable whether a route that fits has what is asked for, such as the method
 */
export function matchPath<Item extends { path: string }>(
  routes: readonly Item[],
  path: string,
  usable: (route: Item) => boolean = () => true,
): Match<Item> | undefined {
  const parts = partsOf(path);
  let best: { match: Match<Item>; rank: number[] } | undefined;
  for (const route of routes) {
    if (!usable(route)) continue;
    const found = fitted(partsOf(route.path), parts);
    if (!found || (best && !before(found.rank, best.rank))) continue;
    best = { match: { route, parameters: found.parameters }, rank: found.rank };
  }
  return best?.match;
}
