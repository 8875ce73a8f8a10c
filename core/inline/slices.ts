// The texts of an array's elements in a JSON text: what was read of them has forgotten how numbers were written.

/**
 * The text of each element of the array that is the member `name` of a JSON object, without white space around it. To be
 * called with what JSON.parse has taken; undefined where there is no such array. Of two members of one name the last holds.
 */
export function elementsOf(json: string, name: string): string[] | undefined {
  let found: string[] | undefined;
  let at = skipSpace(json, 0);
  if (json[at] !== "{") return undefined;
  at = skipSpace(json, at + 1);
  while (json[at] === '"') {
    const keyEnd = endOfString(json, at);
    const key = JSON.parse(json.slice(at, keyEnd)) as string;
    const value = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const end = endOfValue(json, value);
    if (key === name) found = json[value] === "[" ? elements(json, value) : undefined;
    at = skipSpace(json, end);
    if (json[at] === ",") at = skipSpace(json, at + 1);
  }
  return found;
}

function elements(json: string, open: number): string[] {
  const found: string[] = [];
  let at = skipSpace(json, open + 1);
  while (json[at] !== "]") {
    const end = endOfValue(json, at);
    found.push(json.slice(at, end));
    at = skipSpace(json, end);
    if (json[at] === ",") at = skipSpace(json, at + 1);
  }
  return found;
}

function skipSpace(json: string, from: number): number {
  let at = from;
  while (at < json.length && " \t\r\n".includes(json[at] as string)) at += 1;
  return at;
}

/** `from` is at the opening quote; the end is behind the closing one. */
function endOfString(json: string, from: number): number {
  let at = from + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}

function endOfValue(json: string, from: number): number {
  let depth = 0;
  for (let at = from; at < json.length; ) {
    const character = json[at] as string;
    if (character === '"') {
      at = endOfString(json, at);
      if (depth === 0) return at;
      continue;
    }
    if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && ", \t\r\n".includes(character)) return at;
    at += 1;
  }
  return json.length;
}
