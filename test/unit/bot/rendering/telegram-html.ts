/** A small reader of Telegram's HTML that knows only what the renderer may use, and throws at anything else. */
export function readTelegramHtml(html: string): string {
  const tag = /<(\/?)([a-z]+)((?: [a-z]+(?:="[^"<>]*")?)*)>|&(lt|gt|amp|quot);|([<>&])/g;
  const open: string[] = [];
  let text = '';
  let last = 0;
  for (const match of html.matchAll(tag)) {
    text += html.slice(last, match.index);
    last = match.index + match[0].length;
    const [, slash, name = '', attributes = '', reference, stray] = match;
    if (stray !== undefined) throw new Error(`a stray ${stray} at ${match.index}`);
    if (reference !== undefined) text += { lt: '<', gt: '>', amp: '&', quot: '"' }[reference] ?? '';
    else if (slash === '/') close(name, open);
    else openTag(name, attributes, open);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(' ')}`);
  return text + html.slice(last);
}

const allowedAttributes: Readonly<Record<string, RegExp>> = {
  b: /^$/,
  i: /^$/,
  s: /^$/,
  pre: /^$/,
  code: /^(?: class="language-[\w+-]+")?$/,
  blockquote: /^(?: expandable)?$/,
  a: /^ href="(?:https?|tg):[^"]+"$/,
};

function openTag(name: string, attributes: string, open: string[]): void {
  if (allowedAttributes[name]?.test(attributes) !== true) throw new Error(`<${name}${attributes}>`);
  const isLanguage = name === 'code' && open.at(-1) === 'pre' && attributes !== '';
  if (open.includes('code') || (open.includes('pre') && !isLanguage)) throw new Error(`<${name}> inside code`);
  if (name === 'code' && attributes !== '' && !isLanguage) throw new Error('a language outside pre');
  if ((name === 'blockquote' || name === 'pre') && open.length > 0)
    throw new Error(`<${name}> inside ${open.join(' ')}`);
  open.push(name);
}

function close(name: string, open: string[]): void {
  const top = open.pop();
  if (top !== name) throw new Error(`</${name}> where <${top}> is open`);
}
