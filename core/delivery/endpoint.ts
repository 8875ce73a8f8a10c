// Addresses that a caller may have deliveries posted to: of the public internet, over HTTPS. SNS posts from a network of its
// own, which reaches nothing else; a name of a private network would be somebody's mistake, or a try at one.
import { isIP } from "node:net";

/**
 * Names that nobody finds by the public DNS. Source: RFC 6761, 6762 and 8375, RFC 9476; ICANN's reservation of `internal`;
 * and what home and office networks call themselves.
 */
const PRIVATE_NAMES = [
  "localhost",
  "local",
  "internal",
  "home.arpa",
  "arpa",
  "lan",
  "home",
  "corp",
  "intranet",
];
const NOBODYS_NAMES = ["test", "invalid", "example", "alt", "onion"];

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whether an address is of the machine that it is read on. */
export const isLoopback = (address: string): boolean =>
  URL.canParse(address) && LOOPBACK.test(new URL(address).hostname);

/** Why nothing can be posted there; undefined where it can. The endings of sentences that begin with "expected". */
export function endpointTrouble(address: string): string | undefined {
  if (!URL.canParse(address)) return "an address, such as https://billing.example.com/sns";
  const { protocol, hostname, hash } = new URL(address);
  if (protocol !== "https:") return "an address that begins with https://";
  if (hash !== "") return "an address without a fragment";
  const name = hostname.replace(/\.$/, "");
  if (isIP(name.replace(/^\[|\]$/g, "")) !== 0) return "a host by its name, and not by its number";
  if (!name.includes(".")) return "a host's full name, with its domain";
  const ending = [...PRIVATE_NAMES, ...NOBODYS_NAMES].find((one) => name.endsWith(`.${one}`));
  return ending && `a host of the public internet; names that end in .${ending} are not`;
}

/** The address without its user and password, which are nobody's to read again. */
export function withoutUser(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href;
}
