// Functions of URLs.
import type { CallRule } from "../../../../sql/calls.ts";
import { arg } from "../arguments.ts";

const part = (url: string, group: number): string => `trino_url_part(${url}, ${group})`;

export const URLS: Record<string, CallRule> = {
  url_extract_protocol: (call) => part(arg(call, 0), 2),
  url_extract_host: "trino_url_host",
  url_extract_port: "trino_url_port",
  url_extract_path: "trino_url_path",
  url_extract_query: (call) => `url_decode(${part(arg(call, 0), 7)})`,
  url_extract_fragment: (call) => `url_decode(${part(arg(call, 0), 9)})`,
  url_extract_parameter: (call) =>
    `trino_url_decode(list_transform(list_filter(string_split(${part(arg(call, 0), 7)}, '&'), lambda __p: split_part(__p, '=', 1) = ${arg(call, 1)}), lambda __p: substr(__p, length(split_part(__p, '=', 1)) + 2))[1])`,
  url_encode: "trino_url_encode",
  url_decode: "trino_url_decode",
};
