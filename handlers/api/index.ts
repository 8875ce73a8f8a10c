// Lambda function `api`: what the API answers without the engine. A resource has a file here, as it has one in core/api/routes/. It
// is loaded with the first request that it answers, since what all of them need together would hold up the first of any.
import { apiEnvironment } from "../../core/environment/api.ts";
import { serve } from "../http/serve.ts";

const datasets = async () => (await import("./datasets.ts")).datasets;
const rows = async () => (await import("./rows.ts")).rows;
const queries = async () => (await import("./queries.ts")).queries;
const models = async () => (await import("./models.ts")).models;
const exports = async () => (await import("./exports.ts")).exports;
const records = async () => (await import("./records.ts")).records;
const imports = async () => (await import("./imports.ts")).imports;
const subscriptions = async () => (await import("./subscriptions.ts")).subscriptions;
const description = async () => (await import("./description.ts")).description;

export const handler = serve({
  function: "api",
  environment: () => apiEnvironment.parse(process.env),
  implementations: {
    listDatasets: datasets,
    getDataset: datasets,
    getRows: rows,
    listModels: models,
    getModel: models,
    getModelRows: models,
    createExport: exports,
    getExport: exports,
    cancelExport: exports,
    startQuery: queries,
    getQuery: queries,
    getQueryResults: queries,
    cancelQuery: queries,
    postRecords: records,
    createImport: imports,
    completeImport: imports,
    getImport: imports,
    deleteImport: imports,
    createSubscription: subscriptions,
    listSubscriptions: subscriptions,
    getSubscription: subscriptions,
    confirmSubscription: subscriptions,
    deleteSubscription: subscriptions,
    getOpenApi: description,
  },
});
