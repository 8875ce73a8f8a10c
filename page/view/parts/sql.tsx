// SQL with its words, texts and numbers in colours: enough to read by, and nothing that could go wrong.

const TOKEN = /(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*')|\b(\d+(?:\.\d+)?)\b|([A-Za-z_]+)|([\s\S])/g;
const WORDS = new Set(
  `select from where group by order having limit offset with as and or not in is null case when then else end join left right
  inner outer full cross on union all distinct over partition between like create table view insert into values update delete
  merge using matched set drop alter begin commit grant to exists cast interval qualify asc desc true false`.split(
    /\s+/,
  ),
);

export function Sql({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="sql" tabIndex={0} aria-label={label}>
      <pre>
        <code>{[...coloured(broken(text))]}</code>
      </pre>
    </section>
  );
}

function* coloured(text: string) {
  let key = 0;
  for (const [whole, note, literal, number, word] of text.matchAll(TOKEN)) {
    const kind = note
      ? "note"
      : literal
        ? "text"
        : number
          ? "number"
          : word && WORDS.has(word.toLowerCase())
            ? "word"
            : undefined;
    yield kind ? (
      <span key={key++} class={kind}>
        {whole}
      </span>
    ) : (
      whole
    );
  }
}

/** What a program wrote on one line, a clause to a line. */
function broken(text: string): string {
  if (text.trim().includes("\n")) return text;
  let depth = 0;
  return text.replaceAll(
    /'(?:[^']|'')*'|"[^"]*"|[()]|\b(from|where|group by|order by|having|limit|union all|(?:left |inner |cross )?join|qualify)\b/gi,
    (found, clause) => {
      if (found === "(") depth += 1;
      if (found === ")") depth -= 1;
      return clause && depth === 0 ? `\n${found}` : found;
    },
  );
}
