// Functions of URLs.
import type { CallRule } from "../../../sql/calls.ts";
import { arg } from "./arguments.ts";

/** RFC 3986's own expression for the parts of a URL: scheme 2, authority 4, path 5, query 7, fragment 9. */
const URL = "'^(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\\?([^#]*))?(#(.*))?'";
const part = (url: string, group: number): string => `regexp_extract(${url}, ${URL}, ${group})`;

export const URLS: Record<string, CallRule> = {
  url_extract_protocol: (call) => part(arg(call, 0), 2),
  url_extract_host: (call) =>
    `regexp_replace(regexp_replace(${part(arg(call, 0), 4)}, '^.*@', ''), ':\\d*$', '')`,
  url_extract_port: (call) =>
    `CAST(nullif(regexp_extract(${part(arg(call, 0), 4)}, ':(\\d+)$', 1), '') AS BIGINT)`,
  url_extract_path: (call) => `trino_url_decode(${part(arg(call, 0), 5)})`,
  url_extract_query: (call) => part(arg(call, 0), 7),
  url_extract_fragment: (call) => part(arg(call, 0), 9),
  url_extract_parameter: (call) =>
    `trino_url_decode(list_transform(list_filter(string_split(${part(arg(call, 0), 7)}, '&'), lambda __p: split_part(__p, '=', 1) = ${arg(call, 1)}), lambda __p: substr(__p, length(split_part(__p, '=', 1)) + 2))[1])`,
  url_encode: "trino_url_encode",
  url_decode: "trino_url_decode",
};
