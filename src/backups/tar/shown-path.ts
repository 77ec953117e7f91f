/** What moves the cursor, hides text or turns its direction has no place in a name that people read. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/** A path of bytes (latin1) as people read it: UTF-8 where it is, `\xNN` for all other bytes. The root is `/`. */
export function shownPath(path: string): string {
  if (path === '') return '/';
  return path.split('/').map(shownName).join('/');
}

function shownName(name: string): string {
  const bytes = Buffer.from(name, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(UNSEEN, escaped);
  } catch {
    return [...name].map((char) => (char >= ' ' && char <= '~' ? char : escaped(char))).join('');
  }
}

const escaped = (text: string) => {
  const bytes = text.length === 1 && text <= '\xff' ? [text.charCodeAt(0)] : [...Buffer.from(text)];
  return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
};
