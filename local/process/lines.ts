// What a process prints comes in any pieces: cut within a line, and within a character.
import { StringDecoder } from "node:string_decoder";

export interface Lines {
  write(chunk: Buffer): void;
  /** Gives the line that has begun and not ended. */
  end(): void;
}

/** @param take is given each line once it is whole, without its end; a last one that is empty is none */
export function splitLines(take: (line: string) => void): Lines {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return {
    write(chunk) {
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line);
    },
    end() {
      const last = rest + decoder.end();
      rest = "";
      if (last !== "") take(last);
    },
  };
}
