// What a pipeline is told of the functions behind its API that make tokens and open them: their size, and how much they do.
import * as z from "zod";
import { inputs as detokenizeInputs } from "../detokenize/inputs.ts";
import { inputs as rulesInputs } from "../rules/inputs.ts";

const [r, d] = [rulesInputs.shape, detokenizeInputs.shape];

export const rulesInput = z
  .object({
    memory_mb: r.memory_mb,
    timeout_seconds: r.timeout_seconds,
    ephemeral_storage_mb: r.ephemeral_storage_mb,
    reserved_concurrency: r.reserved_concurrency,
  })
  .prefault({})
  .describe(
    "The function of POST /validate, /cleanse and /tokenize, which is there where the contract's `api` lets a group do one of these: see the module `rules`.",
  );

export const detokenizeInput = z
  .object({
    memory_mb: d.memory_mb,
    reserved_concurrency: d.reserved_concurrency,
    most_values_an_hour: d.most_values_an_hour,
  })
  .prefault({})
  .describe(
    "The function of POST /detokenize, which is there where the contract's `api` lets a group do that: see the module `detokenize`.",
  );
