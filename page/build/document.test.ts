// The document: data that cannot end its own element, and a policy that lets in nothing but what is in it.
import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { BREAKOUT, smallPage } from "../testing/pages.ts";
import { document } from "./document.ts";

const BUNDLE = { script: 'const end = "</script>"; alert(1)', style: "body { color: red }" };

test("no data ends an element or begins a comment, and all of it is read back", () => {
  const page = smallPage();
  const text = document(page, BUNDLE);
  const data = text.split('<script type="application/json" id="data">')[1]?.split("</script>")[0] ?? "";
  expect(data).not.toContain("<");
  expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(page)));
  expect(JSON.parse(data).name).toContain(BREAKOUT);
  expect(text.match(/<script/g)).toHaveLength(2);
  expect(text.match(/<!--/g)).toBeNull();
  expect(text.split("<title>")[1]?.split("</title>")[0]).not.toContain("<");
});

test("the policy names the very script and style, and a file may ask nobody", () => {
  const text = document(smallPage(), BUNDLE);
  const script = text.split("<script>").at(-1)?.split("</script>")[0] ?? "";
  const hash = (part: string) => `'sha256-${createHash("sha256").update(part).digest("base64")}'`;
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1];
  expect(policy).toContain(`script-src ${hash(script)}`);
  expect(policy).toContain(`style-src ${hash(BUNDLE.style)}`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'none'");
  expect(document(smallPage(), BUNDLE, "/token/")).toContain("connect-src 'self'");
});
