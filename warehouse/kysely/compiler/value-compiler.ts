// The base of the compiler: names, values, and the text that grows. Values are bound as :p1, :p2, …; inside statements
// that take no parameters (see `inLiterals`) they are written as literals.
import type {
  CompiledQuery,
  DataTypeNode,
  OperationNode,
  PrimitiveValueListNode,
  QueryId,
  RawNode,
  RootOperationNode,
  ValueNode,
} from "kysely";
import { AliasNode, PostgresQueryCompiler, SelectionNode } from "kysely";
import { RedshiftValueError } from "../errors.ts";
import { bindingOf } from "./bindings.ts";
import { redshiftType } from "./data-types.ts";
import { checkedIdentifier } from "./identifiers.ts";
import { bareLiteral, byCall, literal, quotedStatement } from "./literals.ts";
import { BARE_LITERAL, LITERALS, QUALIFY, QUOTED_STATEMENT, under } from "./markers.ts";
import { refuse } from "./refusals.ts";

/** A varchar without a length holds 256 bytes in Redshift; longer texts get the longest. */
const SHORT_VARCHAR_BYTES = 256;

export class ValueCompiler extends PostgresQueryCompiler {
  readonly #prefix: string;
  #captured: string[] = [];
  #literalDepth = 0;

  /** `parameterPrefix` keeps the names of several statements of one batch apart. */
  constructor(parameterPrefix = "p") {
    super();
    this.#prefix = parameterPrefix;
  }

  override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    this.#captured = [];
    this.#literalDepth = 0;
    return super.compileQuery(node, queryId);
  }

  protected override append(text: string): void {
    const last = this.#captured.length - 1;
    if (last < 0) super.append(text);
    else this.#captured[last] += text;
  }

  /** The SQL that `write` appends, instead of appending it. */
  protected capture(write: () => void): string {
    this.#captured.push("");
    write();
    return this.#captured.pop() as string;
  }

  /** Runs `write` with values written as literals: Redshift binds no parameters in DDL, COPY and UNLOAD. */
  protected inLiterals(write: () => void): void {
    this.#literalDepth++;
    write();
    this.#literalDepth--;
  }

  protected override getCurrentParameterPlaceholder(): string {
    return `:${this.#prefix}${this.numParameters}`;
  }

  protected override sanitizeIdentifier(identifier: string): string {
    return checkedIdentifier(identifier);
  }

  protected override visitValue(node: ValueNode): void {
    const parent = this.parentNode;
    const projected = parent !== undefined && (AliasNode.is(parent) || SelectionNode.is(parent));
    this.#writeValue(node.value, node.immediate === true, projected);
  }

  protected override visitPrimitiveValueList(node: PrimitiveValueListNode): void {
    this.append("(");
    node.values.forEach((value, index) => {
      if (index > 0) this.append(", ");
      this.appendValue(value);
    });
    this.append(")");
  }

  protected override appendValue(value: unknown): void {
    this.#writeValue(value, false, false);
  }

  protected override appendImmediateValue(value: unknown): void {
    this.#writeValue(value, true, false);
  }

  /** A projected string has no surroundings to take its type from, so it is cast. */
  #writeValue(value: unknown, immediate: boolean, projected: boolean): void {
    const binding = bindingOf(value);
    const varchar = projected && typeof value === "string" ? varcharFor(value) : undefined;
    let sql: string;
    if (immediate || this.#literalDepth > 0) sql = literal(value);
    else if (binding.kind === "word") sql = binding.sql;
    else {
      this.addParameter(value);
      const placeholder = this.getCurrentParameterPlaceholder();
      if (binding.call) sql = byCall(binding.call, placeholder);
      else sql = binding.cast ? `cast(${placeholder} as ${binding.cast})` : placeholder;
    }
    this.append(varchar ? `cast(${sql} as ${varchar})` : sql);
  }

  protected override visitDataType(node: DataTypeNode): void {
    this.append(redshiftType(node.dataType));
  }

  protected override visitRaw(node: RawNode): void {
    const literals = under(LITERALS, node);
    const quoted = under(QUOTED_STATEMENT, node);
    const bare = under(BARE_LITERAL, node);
    if (literals) {
      this.inLiterals(() => this.visitNode(literals));
      return;
    }
    if (quoted) {
      this.append(quotedStatement(this.capture(() => this.inLiterals(() => this.visitNode(quoted)))));
      return;
    }
    if (bare) {
      this.append(bareLiteral(bareText(bare), "an option"));
      return;
    }
    if (under(QUALIFY, node)) {
      refuse("QUALIFY outside a select", "give it to a select query: .$call(qualify((eb) => …))");
    }
    super.visitRaw(node);
  }
}

function varcharFor(text: string): string {
  return Buffer.byteLength(text, "utf8") <= SHORT_VARCHAR_BYTES ? "varchar(256)" : "varchar(65535)";
}

function bareText(node: OperationNode): string {
  const value = (node as Partial<ValueNode>).value;
  if (typeof value !== "string") throw new RedshiftValueError("an option of COPY or UNLOAD must be a string");
  return value;
}
