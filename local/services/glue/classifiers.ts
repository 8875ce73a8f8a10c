// Classifiers of the account: made, changed, told and deleted. Source: AWS Glue API Reference, Classifiers.
import { ApiError, epochSeconds } from "../../gateway/aws-json.ts";
import type { CsvClassifier } from "./classify/csv.ts";
import type { JsonClassifier } from "./classify/json.ts";

export type Classifier = { CsvClassifier: CsvClassifier & Kept } | { JsonClassifier: JsonClassifier & Kept };

interface Kept {
  CreationTime: number;
  LastUpdated: number;
  Version: number;
}

const KINDS = ["CsvClassifier", "JsonClassifier", "GrokClassifier", "XMLClassifier"] as const;
const HEADERS = ["UNKNOWN", "PRESENT", "ABSENT"];

/** Those of one region. */
export class Classifiers {
  readonly #all = new Map<string, Classifier>();

  create(input: Record<string, unknown>): object {
    const { kind, body } = asked(input);
    if (this.#all.has(body.Name))
      throw new ApiError("AlreadyExistsException", `Classifier with name ${body.Name} already exists`);
    const now = epochSeconds(Date.now());
    this.#keep(kind, { ...body, CreationTime: now, LastUpdated: now, Version: 1 });
    return {};
  }

  update(input: Record<string, unknown>): object {
    const { kind, body } = asked(input);
    const before = bodyOf(this.get(body.Name));
    this.#keep(kind, {
      ...before,
      ...body,
      LastUpdated: epochSeconds(Date.now()),
      Version: before.Version + 1,
    });
    return {};
  }

  #keep(kind: string, body: { Name: string } & Kept): void {
    this.#all.set(body.Name, { [kind]: body } as unknown as Classifier);
  }

  get(name: string): Classifier {
    const found = this.#all.get(name);
    if (found) return found;
    throw new ApiError("EntityNotFoundException", `Classifier ${name} not found.`);
  }

  has(name: string): boolean {
    return this.#all.has(name);
  }

  list(): Classifier[] {
    return [...this.#all.values()];
  }

  remove(name: string): object {
    this.get(name);
    this.#all.delete(name);
    return {};
  }
}

const bodyOf = (classifier: Classifier): { Name: string } & Kept =>
  Object.values(classifier)[0] as { Name: string } & Kept;

function asked(input: Record<string, unknown>): { kind: string; body: { Name: string } } {
  const invalid = (message: string): never => {
    throw new ApiError("InvalidInputException", message);
  };
  // CreateClassifier writes XMLClassifier, and so does what is told of it.
  const given = KINDS.filter((kind) => input[kind] !== undefined);
  const [kind] = given;
  if (given.length !== 1 || !kind) return invalid("Exactly one kind of classifier must be given.");
  if (kind === "GrokClassifier" || kind === "XMLClassifier")
    throw new ApiError(
      "InvalidInputException",
      `The local AWS knows classifiers of csv and json; ${kind} is not there.`,
    );
  const body = input[kind] as { Name?: string } & Record<string, unknown>;
  if (!body.Name) return invalid("Classifier name must not be empty.");
  if (kind === "JsonClassifier" && !/^\$/.test(String(body.JsonPath ?? "")))
    return invalid(`JsonPath ${String(body.JsonPath)} is not valid.`);
  if (kind === "CsvClassifier") {
    const { Delimiter, QuoteSymbol, ContainsHeader, Header, CustomDatatypes } = body;
    for (const [name, symbol] of Object.entries({ Delimiter, QuoteSymbol }))
      if (symbol !== undefined && !/^[^\r\n]$/.test(String(symbol)))
        invalid(`${name} must be one character.`);
    if (Delimiter !== undefined && Delimiter === QuoteSymbol)
      invalid("QuoteSymbol must be different from the column delimiter.");
    if (ContainsHeader !== undefined && !HEADERS.includes(String(ContainsHeader)))
      invalid(`ContainsHeader must be one of ${HEADERS.join(", ")}.`);
    if (Array.isArray(Header) && new Set(Header).size < Header.length)
      invalid("Header has a name more than once.");
    if (Array.isArray(CustomDatatypes) && body.CustomDatatypeConfigured !== true)
      invalid("CustomDatatypes asks for CustomDatatypeConfigured.");
  }
  return { kind, body: body as { Name: string } };
}
