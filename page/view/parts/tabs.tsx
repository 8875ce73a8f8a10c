// Tabs as the ARIA practices have them: arrow keys between them, one panel at a time.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";

export interface Tab {
  id: string;
  title: string;
  content: () => ComponentChildren;
}

export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const open = tabs[Math.min(at, tabs.length - 1)];
  const go = (to: number) => {
    const next = (to + tabs.length) % tabs.length;
    setAt(next);
    list.current?.querySelectorAll("button")[next]?.focus();
  };
  const pressed = ({ key }: KeyboardEvent) => {
    if (key === "ArrowRight") go(at + 1);
    if (key === "ArrowLeft") go(at - 1);
    if (key === "Home") go(0);
    if (key === "End") go(tabs.length - 1);
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={pressed}>
        {tabs.map(({ id, title }, index) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={index === at}
            aria-controls={`panel-${id}`}
            tabIndex={index === at ? 0 : -1}
            onClick={() => setAt(index)}
          >
            {title}
          </button>
        ))}
      </div>
      {open && (
        <div role="tabpanel" id={`panel-${open.id}`} aria-labelledby={`tab-${open.id}`} class="stack">
          {open.content()}
        </div>
      )}
    </>
  );
}
