// DuckDB macros: by name, their overloads, each of parameters and a body.
export type Macros = Record<string, [parameters: string, body: string][]>;

/** Names of macros, each after those that it uses: DuckDB binds a macro when it is made. */
export function macrosInOrder(macros: Macros): string[] {
  const ordered = new Set<string>();
  const add = (name: string): void => {
    const used = (macros[name] ?? []).flatMap(([, body]) => body.match(/\b[a-z]+_\w+/g) ?? []);
    for (const other of used) if (other in macros && other !== name && !ordered.has(other)) add(other);
    ordered.add(name);
  };
  for (const name of Object.keys(macros)) if (!ordered.has(name)) add(name);
  return [...ordered];
}

/** In HAVING DuckDB takes `p.a` of a lambda for a column of a table: such fields become `p['a']`. */
function fieldsBySubscripts(sql: string): string {
  const lambdas = [...sql.matchAll(/\blambda ((?:\w+, )*\w+):/g)];
  const names = new Set(lambdas.flatMap(([, list = ""]) => list.split(", ")));
  return sql.replace(/\b([a-z_]\w*)((?:\.[a-z_]\w*)+)/gi, (path, name: string, fields: string) =>
    names.has(name) ? name + fields.replace(/\.(\w+)/g, "['$1']") : path,
  );
}

/** A macro's name and overloads as they stand in CREATE MACRO. */
export const macroBody = (macros: Macros, name: string): string =>
  `${name}${(macros[name] ?? []).map(([parameters, body]) => `(${parameters}) AS ${fieldsBySubscripts(body)}`).join(", ")}`;
