// Where the reader is: the part of the address after #, as a section and a name in it.
import { useEffect, useState } from "preact/hooks";

export interface Place {
  section: string;
  name: string | undefined;
}

export function placeOf(hash: string): Place {
  const [section = "", ...rest] = hash.replace(/^#\/?/, "").split("/");
  const name = rest.join("/");
  return { section: section || "overview", name: name === "" ? undefined : decoded(name) };
}

export const addressOf = (section: string, name?: string): string =>
  name === undefined ? `#/${section}` : `#/${section}/${encodeURIComponent(name)}`;

export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const moved = () => setHash(location.hash);
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return placeOf(hash);
}

/** Anybody may write anything after #. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
