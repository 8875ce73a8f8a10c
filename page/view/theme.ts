// Light or dark: as the reader's system has it, until the reader says otherwise.
import { useEffect, useState } from "preact/hooks";

export type Theme = "light" | "dark";
const KEY = "headrace-theme";

/** A page of a file may have no storage. */
function kept(): Theme | undefined {
  try {
    const told = localStorage.getItem(KEY);
    return told === "light" || told === "dark" ? told : undefined;
  } catch {
    return undefined;
  }
}

export function useTheme(): [Theme, () => void] {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const [dark, setDark] = useState(system.matches);
  const [chosen, setChosen] = useState(kept);
  useEffect(() => {
    const changed = () => setDark(system.matches);
    system.addEventListener("change", changed);
    return () => system.removeEventListener("change", changed);
  }, []);
  const theme = chosen ?? (dark ? "dark" : "light");
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const turn = () => {
    const next = theme === "dark" ? "light" : "dark";
    setChosen(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // It holds until the page is left.
    }
  };
  return [theme, turn];
}
