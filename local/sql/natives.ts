// Functions in JavaScript, for what DuckDB cannot say: registered on a connection as scalar functions.
import {
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";

export interface Native {
  parameters: readonly DuckDBType[];
  returns: DuckDBType;
  /** Of values that are no nulls; throws an Error whose message is the engine's. */
  of(...values: never[]): DuckDBValue;
}

/**
 * Registers those functions that a text names and that are not there yet.
 * @param there names of those that are there; those registered are added
 */
export function registerNatives(
  natives: Readonly<Record<string, Native>>,
  connection: DuckDBConnection,
  sql: string,
  there: Set<string>,
): void {
  for (const [name, native] of Object.entries(natives)) {
    if (there.has(name) || !sql.includes(name)) continue;
    there.add(name);
    connection.registerScalarFunction(scalarFunction(name, native));
  }
}

function scalarFunction(name: string, { parameters, returns, of }: Native): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: parameters,
    returnType: returns,
    mainFunction: (info, input, output) => {
      const columns = parameters.map((_, i) => input.getColumnVector(i));
      try {
        for (let row = 0; row < input.rowCount; row++) {
          const values = columns.map((column) => column.getItem(row));
          const isNull = values.some((value) => value === null);
          output.setItem(row, isNull ? null : of(...(values as never[])));
        }
        output.flush();
      } catch (error) {
        info.setError((error as Error).message);
      }
    },
  });
}
