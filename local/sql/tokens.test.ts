import { describe, expect, test } from "@jest/globals";
import { ATHENA } from "../services/athena/trino/lexicon.ts";
import { REDSHIFT } from "../services/redshift/dialect/lexicon.ts";
import { tableReferences } from "./references.ts";
import { statements } from "./structure.ts";
import { render, tokenize } from "./tokens.ts";

const kinds = (sql: string, lexicon = ATHENA): string[] =>
  tokenize(sql, lexicon).map((t) => `${t.kind}:${t.value}`);

describe("tokens", () => {
  test("comments, strings and quoted names are told apart", () => {
    expect(kinds(`SELECT 'it''s -- no comment' /* 'x' */ , "a""b" -- end`)).toEqual([
      "word:select",
      "string:it's -- no comment",
      "symbol:,",
      'quoted:a"b',
    ]);
  });

  test("backslashes are escapes in Redshift's strings and in no others", () => {
    expect(kinds("'a\\'b'", REDSHIFT)).toEqual(["string:a'b"]);
    expect(kinds("'a\\n'")).toEqual(["string:a\\n"]);
    expect(render(tokenize("'a\\\\b'", REDSHIFT))).toBe("'a\\b'");
  });

  test("named parameters and casts do not mix", () => {
    expect(kinds("x::int + :p1", REDSHIFT)).toEqual([
      "word:x",
      "symbol:::",
      "word:int",
      "symbol:+",
      "parameter:p1",
    ]);
  });

  test("places are those of the text", () => {
    const token = tokenize("SELECT\n  nope", ATHENA)[1];
    expect([token?.line, token?.column]).toEqual([2, 3]);
  });

  test("text without an end is refused with its place", () => {
    expect(() => tokenize("SELECT 'x", ATHENA)).toThrow("unterminated");
    expect(() => tokenize("SELECT /* x", ATHENA)).toThrow("unterminated comment");
  });

  test("a script is cut at its semicolons", () => {
    expect(statements(tokenize("a; ';' ;; b;", REDSHIFT)).map((one) => render(one))).toEqual([
      "a",
      "';'",
      "b",
    ]);
  });
});

describe("table references", () => {
  const names = (sql: string): string[] =>
    tableReferences(tokenize(sql, ATHENA)).map(
      (r) => `${r.written ? "!" : ""}${r.parts.join(".")}${r.kind === "function" ? "()" : ""}`,
    );

  test("in joins, subqueries, unions and lists", () => {
    expect(
      names(
        'SELECT a.x FROM db.a, "B" b JOIN (SELECT * FROM c) c2 USING (id) WHERE x IN (SELECT y FROM d) UNION SELECT 1 FROM e',
      ),
    ).toEqual(["db.a", "B", "c", "d", "e"]);
  });

  test("common tables hide tables in their scope only", () => {
    expect(
      names(
        "WITH a AS (SELECT * FROM a) SELECT * FROM a, (WITH b AS (SELECT 1) SELECT * FROM b) x JOIN b ON true",
      ),
    ).toEqual(["a", "b"]);
    expect(names("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r")).toEqual(
      [],
    );
  });

  test("FROM inside expressions names no table", () => {
    expect(names("SELECT extract(day FROM x), trim(BOTH ' ' FROM y), a IS DISTINCT FROM b FROM t")).toEqual([
      "t",
    ]);
  });

  test("table functions are told from tables", () => {
    expect(names("SELECT * FROM read_csv('x'), UNNEST(a) AS t(x)")).toEqual(["read_csv()", "unnest()"]);
  });

  test("targets of writes", () => {
    expect(names("INSERT INTO t SELECT * FROM s")).toEqual(["!t", "s"]);
    expect(names("UPDATE t SET a = 1 FROM s WHERE t.id = s.id")).toEqual(["!t", "s"]);
    expect(names("DELETE FROM t USING s WHERE t.id = s.id")).toEqual(["!t", "s"]);
    expect(names("MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE")).toEqual(["!t", "s"]);
  });
});
