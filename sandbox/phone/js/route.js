/** Where the phone is: person, chat, topic, theme. Kept in the address, so that a reload (or a link) comes back there. */
export function readRoute() {
  const fields = new URLSearchParams(location.hash.slice(1));
  const number = (name) => (fields.has(name) ? Number(fields.get(name)) : null);
  return { person: number('person'), chat: number('chat'), thread: number('thread'), theme: fields.get('theme') };
}

export function writeRoute(change) {
  const fields = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined) fields.delete(name);
    else fields.set(name, String(value));
  }
  history.replaceState(null, '', `#${fields}`);
}
