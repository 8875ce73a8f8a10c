// The globs by which a crawler leaves objects out, relative to its target's path.
// Source: AWS Glue Developer Guide, "Include and exclude patterns".

/** Whether a key below the target's path is left out by any of the patterns. */
export function isExcluded(below: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => expressionOf(pattern).test(below));
}

/** A pattern as a regular expression of the whole path: ** crosses folders, * and ? do not, {a,b} and [a-z] choose. */
function expressionOf(pattern: string): RegExp {
  let text = "";
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    if (char === "\\") text += escaped(pattern[++at] ?? "\\");
    else if (char === "*" && pattern[at + 1] === "*") {
      text += ".*";
      at++;
    } else if (char === "*") text += "[^/]*";
    else if (char === "?") text += "[^/]";
    else if (char === "[") {
      const end = pattern.indexOf("]", at + 1);
      if (end < 0) text += "\\[";
      else {
        const set = pattern
          .slice(at + 1, end)
          .replace(/^!/, "^")
          .replaceAll("\\", "\\\\");
        text += `[${set}]`;
        at = end;
      }
    } else if (char === "{") {
      depth++;
      text += "(?:";
    } else if (char === "}" && depth > 0) {
      depth--;
      text += ")";
    } else if (char === "," && depth > 0) text += "|";
    else text += escaped(char);
  }
  return new RegExp(`^${text}${")".repeat(depth)}$`, "su");
}

const escaped = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
