/** The phone API of the sandbox server: one function per thing a person can do. */

async function request(path, body) {
  const response = await fetch(
    path,
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? answer.description ?? `${response.status}`);
  return answer;
}

export const api = {
  state: (person) => request(`/phone/state?person=${encodeURIComponent(person)}`),
  anyState: () => request('/phone/state'),
  send: (body) => request('/phone/send', body),
  tap: (body) => request('/phone/tap', body),
  edit: (body) => request('/phone/edit', body),
  file: (body) => request('/phone/file', body),
  react: (body) => request('/phone/react', body),
  start: (person) => request('/phone/start', { person }),
  block: (person) => request('/phone/block', { person }),
  unblock: (person) => request('/phone/unblock', { person }),
  faults: (body) => request('/phone/faults', body),
};

/**
 * Follows what happens. `onEvent` gets each event, `onOpen` is called on each (re)connection, where the state has
 * to be read again, `onLost` when the connection breaks. EventSource comes back by itself.
 */
export function follow(person, since, { onEvent, onOpen, onLost }) {
  const source = new EventSource(`/phone/events?person=${person}&since=${since}`);
  source.addEventListener('open', onOpen);
  source.addEventListener('error', onLost);
  source.addEventListener('message', (event) => onEvent(JSON.parse(event.data)));
  return () => source.close();
}

/** The address of an uploaded file's bytes. */
export function fileUrl(fileId) {
  return `/phone/file/${encodeURIComponent(fileId)}`;
}
