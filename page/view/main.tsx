// The page's beginning: reads the data that the document carries, and draws.
import { render } from "preact";
import type { Page } from "../model/page.ts";
import { App } from "./app.tsx";
import { type Console, consoleOf } from "./console.ts";
import "./style/colors.css";
import "./style/base.css";
import "./style/layout.css";
import "./style/tables.css";
import "./style/texts.css";
import "./style/parts.css";
import "./style/drawings.css";

const text = (id: string): string | null => document.getElementById(id)?.textContent ?? null;

const page = JSON.parse(text("data") ?? "null") as Page;
const served = JSON.parse(text("console") ?? "null") as Console | null;
const root = document.getElementById("page");
if (root) render(<App page={page} console={served && consoleOf(served)} />, root);
