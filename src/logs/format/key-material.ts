const BEGIN = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/;
const END = /-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/;
/** A line of a key in the middle: nothing but base64 at the width of PEM. A digest is hexadecimal and stays. */
const BODY = /^[A-Za-z0-9+/]{60,76}={0,2}$/;
const HEXADECIMAL = /^[0-9a-f]+$/i;

const HIDDEN = '[masked:private-key]';

/**
 * Hides private keys that a log spreads over lines, which no rule sees that looks at one line: from "BEGIN" to "END",
 * and what can only be the middle of one where a page begins inside it. Call it with the lines of one log, in order.
 */
export function createKeyHider(): (text: string) => string {
  let inside = false;
  return (text) => {
    const trimmed = text.trim();
    const begins = BEGIN.test(trimmed);
    const ends = END.test(trimmed);
    if (begins) inside = !ends;
    // On one line it is whole, and the masker knows it.
    if (begins && ends) return text;
    const hide = begins || inside || ends || (BODY.test(trimmed) && !HEXADECIMAL.test(trimmed));
    if (ends) inside = false;
    return hide ? HIDDEN : text;
  };
}
