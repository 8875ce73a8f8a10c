import { expect, test } from "@jest/globals";
import { parseFunctionName } from "./functions.ts";

test.each([
  ["fn", { name: "fn" }],
  ["fn:live", { name: "fn", qualifier: "live" }],
  ["123456789012:function:fn", { name: "fn" }],
  ["arn:aws:lambda:eu-west-1:123456789012:function:fn", { name: "fn", region: "eu-west-1" }],
  [
    "arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Afn%3A2",
    { name: "fn", region: "eu-west-1", qualifier: "2" },
  ],
])("%s", (text, expected) => {
  expect(parseFunctionName(text)).toEqual(expected);
});
