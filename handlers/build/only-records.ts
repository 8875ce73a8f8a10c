// What a function leaves out that takes records of JSON, a few at a time, and describes no schema: code that it never gets to.
import type { Plugin } from "esbuild";

const FOLDER = /[\\/]zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/;

/** What is left of zod's making of JSON Schemas: each schema has a method for it, which nobody calls. */
const NO_SCHEMAS = {
  "to-json-schema": `
    const none = () => { throw new Error("This function describes no schemas."); };
    export const createToJSONSchemaMethod = () => none;
    export const createStandardJSONSchemaMethod = () => none;
    export { none as initializeContext, none as processSchema, none as extractDefs, none as finalize };`,
  "json-schema-processors": `
    export const allProcessors = {};
    export const toJSONSchema = () => { throw new Error("This function describes no schemas."); };`,
} as const;

export const withoutJsonSchemas: Plugin = {
  name: "without-json-schemas",
  setup({ onLoad }) {
    onLoad({ filter: FOLDER }, ({ path }) => {
      const [, of] = FOLDER.exec(path) as unknown as [string, keyof typeof NO_SCHEMAS];
      return { contents: NO_SCHEMAS[of] };
    });
  },
};

/** Records are JSON, whatever the format of the dataset's files. */
export const withoutParquet: Plugin = {
  name: "without-parquet",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/]engine[\\/]input[\\/]parquet\.ts$/ }, () => ({
      contents: `export const openParquetInput = () => { throw new Error("Records are no Parquet."); };`,
    }));
  },
};
