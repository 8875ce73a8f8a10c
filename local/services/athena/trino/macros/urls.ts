// The parts of URLs as java.net.URI tells them: nothing of what is none.
import type { Macros } from "../../../../sql/macros.ts";

/** RFC 3986's own expression for the parts: scheme 2, authority 4, path 5, query 7, fragment 9. */
const PARTS = "'^(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\\?([^#]*))?(#(.*))?'";
/** A character of a URL, or one that is escaped. */
const C = '(?:[^\\s"<>\\\\^`{|}\\[\\]%#?]|%[0-9A-Fa-f]{2})';
const AUTHORITY = `//(?:[^/?#\\s"<>\\\\^\`{|}\\[\\]%]+|\\[[0-9A-Fa-f:.]+\\](?::\\d*)?)(?:/${C}*)?`;
const FIRST = C.replace("[^", "[^/");
const VALID = `(?:[A-Za-z][A-Za-z0-9+.-]*:(?:${AUTHORITY}|/|/${FIRST}${C}*|${FIRST}${C}*)|${AUTHORITY}|/?|/${FIRST}${C}*|${FIRST.replace("[^", "[^:")}(?:${FIRST.replace("[^", "[^:")})*(?:/${C}*)?)(?:\\?${C.replace("#?", "#")}*)?(?:#${C.replace("#?", "#")}*)?`;
const HOST =
  "(?:\\[[0-9A-Fa-f:.]+\\]|\\d+\\.\\d+\\.\\d+\\.\\d+|(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.?)";
const server = (group: number): string =>
  `regexp_extract(trino_url_part(u, 4), '^(?:[^@]*@)?(${HOST})(?::(\\d*))?$', ${group})`;

export const URL_MACROS: Macros = {
  trino_url_part: [
    ["u, g", `CASE WHEN regexp_full_match(u, '${VALID}') THEN regexp_extract(u, ${PARTS}, g) END`],
  ],
  /** A name that no server can have is no host. */
  trino_url_host: [["u", server(1)]],
  trino_url_port: [["u", `CAST(nullif(${server(2)}, '') AS BIGINT)`]],
  /** What stands behind `mailto:` is no path. */
  trino_url_path: [
    [
      "u",
      "CASE WHEN regexp_matches(u, '^[A-Za-z][A-Za-z0-9+.-]*:[^/]') AND trino_url_part(u, 5) IS NOT NULL THEN '' ELSE url_decode(trino_url_part(u, 5)) END",
    ],
  ],
  trino_url_encode: [["x", "replace(replace(replace(url_encode(x), '%20', '+'), '%2A', '*'), '~', '%7E')"]],
  trino_url_decode: [["x", "url_decode(replace(x, '+', ' '))"]],
};
