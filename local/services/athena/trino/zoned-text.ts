// Moments whose zone stands in a literal.
import { literal } from "../../../sql/tokens.ts";

/** A literal with its offset or its zone, as a moment of that zone; undefined where it is none, or in UTC. */
export function zonedText(sql: string): string | undefined {
  const [, day, clock = "00:00:00", zone = ""] =
    /^'\s*(\d{4,}-\d\d?-\d\d?)(?:[T ](\d\d?(?::\d\d(?::\d\d(?:[.,]\d+)?)?)?))? ?([A-Za-z_]+\/[\w/+-]+|[+-]\d\d(?::?\d\d)?)\s*'$/.exec(
      sql,
    ) ?? [];
  if (day === undefined || /^(?:Etc\/UTC|[+-]00(?::?00)?)$/.test(zone)) return undefined;
  const [hours = "", minutes = "00"] = /^[+-]/.test(zone)
    ? [zone.slice(0, 3), zone.slice(3).replace(":", "") || "00"]
    : [];
  const name = hours ? `${hours}:${minutes}` : zone;
  const time = clock.includes(":") ? clock.replace(",", ".") : `${clock}:00`;
  return `trino_zoned(CAST(${literal(`${day} ${time}`)} AS TIMESTAMP), ${literal(name)})`;
}
