// Whether an engine's rows are DuckDB's. The engines have other rules of decimals: a sum of quotients may
// differ by three units of the last digit that the engine shows, and any number by a millionth of itself.
export type Row = readonly (string | null)[];

/** What differs first, in words; undefined where nothing does. */
export function difference(expected: readonly Row[], got: readonly Row[]): string | undefined {
  if (expected.length !== got.length) return `${got.length} rows instead of ${expected.length}`;
  // Rows of equal sort keys come in any order: each of ours must have its own among theirs.
  const left = [...expected];
  for (const row of got) {
    const at = left.findIndex((other) => equal(other, row));
    if (at < 0)
      return `${JSON.stringify(row)} is not among DuckDB's, of which ${JSON.stringify(left[0])} is left`;
    left.splice(at, 1);
  }
  return undefined;
}

const equal = (a: Row, b: Row): boolean =>
  a.length === b.length && a.every((value, i) => same(value, b[i] ?? null));

function same(expected: string | null, got: string | null): boolean {
  if (expected === null || got === null) return expected === got;
  if (expected === got) return true;
  const [a, b] = [Number(expected), Number(got)];
  if (expected.trim() === "" || got.trim() === "" || Number.isNaN(a) || Number.isNaN(b))
    return expected.trimEnd() === got.trimEnd();
  const digits = /[.](\d+)$/.exec(got)?.[1]?.length ?? (/^-?\d+$/.test(got) ? 0 : 12);
  const isWhole = /^-?\d+$/.test(expected) && digits === 0;
  return Math.abs(a - b) <= (isWhole ? 0 : 3 * 10 ** -digits + Math.abs(a) * 1e-6);
}
