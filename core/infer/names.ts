// Column names made of a file's own: what Athena, Glue and Redshift all take, and no two alike.

const MAX_LENGTH = 120;

/** "Rotten Tomatoes Rating" → rotten_tomatoes_rating, "customerId" → customer_id, "Año" → ano, "2010" → col_2010. */
export function snakeCase(header: string): string {
  const words = header
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/ß/g, "ss")
    .replace(/[æÆ]/g, "ae")
    .replace(/[øØ]/g, "o")
    .replace(/[łŁ]/g, "l")
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  const name = /^[0-9]/.test(words) ? `col_${words}` : words;
  return name.slice(0, MAX_LENGTH).replace(/_+$/, "");
}

/** A name for each header, in order; a second of one name gets _2, a header without a letter column_N. */
export function columnNames(headers: readonly string[]): string[] {
  const taken = new Set<string>();
  return headers.map((header, index) => {
    const base = snakeCase(header) || `column_${index + 1}`;
    let name = base;
    for (let next = 2; taken.has(name); next += 1) name = `${base}_${next}`;
    taken.add(name);
    return name;
  });
}
