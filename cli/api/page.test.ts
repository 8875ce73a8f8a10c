// The page of the API's routes: all of them, with how each is asked, and nothing that is not text.
import { expect, test } from "@jest/globals";
import * as z from "zod";
import { openApiDocument } from "../../core/api/openapi/document.ts";
import { defineRoute } from "../../core/api/route.ts";
import { allRoutes } from "../../core/api/routes.ts";
import { apiPage } from "./page.ts";

const options = {
  title: "acme",
  version: "1",
  authorization: "iam",
  server: "http://127.0.0.1:1/v1",
} as const;

test("has every route, with its parameters, body, answers and curl line", () => {
  const lines = allRoutes().map(([route]) => ({ route, summary: "", curl: `curl of ${route}` }));
  const page = apiPage(openApiDocument(allRoutes(), options), lines);
  for (const [id, { method, path, summary, request }] of allRoutes()) {
    const [, article = ""] = page.split(`<article id="${id}">`);
    const own = article.split("</article>")[0];
    expect(own).toContain(`<span class="method">${method}</span> <code>${path}</code>`);
    expect(own).toContain(summary.replace(/`([^`]+)`/g, "<code>$1</code>"));
    expect(own).toContain(`curl of ${id}`);
    for (const name of Object.keys(request?.query?.shape ?? {}))
      expect(own).toContain(`<code>${name}</code>`);
    expect(page).toContain(`<a href="#${id}">`);
  }
  expect(page).toContain("http://127.0.0.1:1/v1");
  expect(page).not.toMatch(/<script|<link|src=|@import|url\(/);
});

test("writes what it is told as text", () => {
  const route = defineRoute({
    method: "POST",
    path: "/x",
    function: "api",
    tag: "<b>",
    summary: "</article><script>alert(1)</script>",
    permission: null,
    request: { body: { schema: z.strictObject({ a: z.string().describe('"<i>"') }) } },
    answers: { 204: { description: "& done" } },
  });
  const page = apiPage(openApiDocument([["x", route]], options), [
    { route: "x", summary: "", curl: "curl -d '<a>'" },
  ]);
  expect(page).not.toMatch(/<script|<b>|<i>|<a>/);
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page).toContain("&amp; done");
  expect(page).toContain("<code>a</code>, required");
});
