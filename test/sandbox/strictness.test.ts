import { describe, expect, it } from 'vitest';
import { ANNA, BEN, INCIDENTS, MALLORY, ON_CALL, OPS, useSandbox } from './support.ts';

const telegram = useSandbox();

const buttons = (count: number) => [Array.from({ length: count }, (_, n) => ({ text: `${n}`, callback_data: `${n}` }))];
const keyboard = (button: object) => ({ chat_id: ANNA, text: 'x', reply_markup: { inline_keyboard: [[button]] } });
const html = (text: string) => ({ chat_id: ANNA, text, parse_mode: 'HTML' });
const markdown = (text: string) => ({ chat_id: ANNA, text, parse_mode: 'MarkdownV2' });
const unparsed = (problem: string) => `Bad Request: can't parse entities: ${problem}`;
const paragraph = (text: unknown) => ({ type: 'paragraph', text });
const rich = (...blocks: object[]) => ({ chat_id: ANNA, rich_message: { blocks } });
const nested = (depth: number): object =>
  depth === 0 ? paragraph('x') : { type: 'blockquote', blocks: [nested(depth - 1)] };
const cells = (columns: number) => [
  Array.from({ length: columns }, () => ({ text: 'x', align: 'left', valign: 'top' })),
];

/** [what, method, arguments, error code, Telegram's own text] */
const REFUSALS: readonly (readonly [string, string, object, number, string])[] = [
  ['an unknown method', 'sendEverything', {}, 404, 'Not Found: method not found'],
  [
    'an unknown parameter',
    'sendMessage',
    { chat_id: ANNA, text: 'x', txt: 1 },
    400,
    'Bad Request: unknown parameter "txt"',
  ],
  ['no chat', 'sendMessage', { text: 'x' }, 400, 'Bad Request: chat_id is empty'],
  ['an unknown chat', 'sendMessage', { chat_id: 5, text: 'x' }, 400, 'Bad Request: chat not found'],
  ['no text', 'sendMessage', { chat_id: ANNA }, 400, 'Bad Request: message text is empty'],
  ['text of spaces', 'sendMessage', { chat_id: ANNA, text: ' \n ' }, 400, 'Bad Request: message text is empty'],
  ['4097 units', 'sendMessage', { chat_id: ANNA, text: 'x'.repeat(4097) }, 400, 'Bad Request: message is too long'],
  [
    '2049 surrogate pairs',
    'sendMessage',
    { chat_id: ANNA, text: '😀'.repeat(2049) },
    400,
    'Bad Request: message is too long',
  ],
  [
    'a person who never started',
    'sendMessage',
    { chat_id: BEN, text: 'x' },
    403,
    "Forbidden: bot can't initiate conversation with a user",
  ],
  [
    'General by its id',
    'sendMessage',
    { chat_id: ON_CALL, message_thread_id: 1, text: 'x' },
    400,
    'Bad Request: message thread not found',
  ],
  [
    'an unknown topic',
    'sendMessage',
    { chat_id: ON_CALL, message_thread_id: 77, text: 'x' },
    400,
    'Bad Request: message thread not found',
  ],
  [
    'a reply to nothing',
    'sendMessage',
    { chat_id: ANNA, text: 'x', reply_parameters: { message_id: 999 } },
    400,
    'Bad Request: message to be replied not found',
  ],
  [
    '33 two-byte letters of data',
    'sendMessage',
    keyboard({ text: 'x', callback_data: 'я'.repeat(33) }),
    400,
    'Bad Request: BUTTON_DATA_INVALID',
  ],
  ['empty data', 'sendMessage', keyboard({ text: 'x', callback_data: '' }), 400, 'Bad Request: BUTTON_DATA_INVALID'],
  [
    'a button that does nothing',
    'sendMessage',
    keyboard({ text: 'x' }),
    400,
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  ],
  [
    '101 buttons',
    'sendMessage',
    { chat_id: ANNA, text: 'x', reply_markup: { inline_keyboard: buttons(101) } },
    400,
    'Bad Request: reply markup is too long',
  ],
  [
    '257 characters to copy',
    'sendMessage',
    keyboard({ text: 'x', copy_text: { text: 'x'.repeat(257) } }),
    400,
    'Bad Request: BUTTON_COPY_TEXT_INVALID',
  ],
  ['an unclosed tag', 'sendMessage', html('<b>x'), 400, unparsed('Can\'t find end tag corresponding to start tag "b"')],
  ['an unknown tag', 'sendMessage', html('ж<p>x</p>'), 400, unparsed('Unsupported start tag "p" at byte offset 2')],
  [
    'crossed tags',
    'sendMessage',
    html('<b><i>x</b></i>'),
    400,
    unparsed('Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
  ],
  ['an end without a start', 'sendMessage', html('x</b>'), 400, unparsed('Unexpected end tag at byte offset 1')],
  ['a bare <', 'sendMessage', html('1 < 2'), 400, unparsed('Unsupported start tag "" at byte offset 2')],
  ['a tag cut off', 'sendMessage', html('x <b'), 400, unparsed('Unclosed start tag at byte offset 2')],
  [
    'half an emoji',
    'sendMessage',
    { chat_id: ANNA, text: 'x\ud83d' },
    400,
    'Bad Request: strings must be encoded in UTF-8',
  ],
  [
    'half an emoji in a reference',
    'sendMessage',
    html('&#xd83d;'),
    400,
    unparsed(
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    ),
  ],
  [
    'a plain span',
    'sendMessage',
    html('<span>x</span>'),
    400,
    unparsed('Tag "span" must have class "tg-spoiler" at byte offset 0'),
  ],
  [
    'a bare dot in MarkdownV2',
    'sendMessage',
    markdown('x.'),
    400,
    unparsed("Character '.' is reserved and must be escaped with the preceding '\\'"),
  ],
  [
    'an open bold in MarkdownV2',
    'sendMessage',
    markdown('ж *x'),
    400,
    unparsed("Can't find end of Bold entity at byte offset 3"),
  ],
  [
    'an unknown parse mode',
    'sendMessage',
    { chat_id: ANNA, text: 'x', parse_mode: 'BBCode' },
    400,
    'Bad Request: unsupported parse_mode',
  ],
  [
    'nothing to edit',
    'editMessageText',
    { chat_id: ANNA, message_id: 999, text: 'x' },
    400,
    'Bad Request: message to edit not found',
  ],
  [
    'nothing to delete',
    'deleteMessage',
    { chat_id: ANNA, message_id: 999 },
    400,
    'Bad Request: message to delete not found',
  ],
  [
    'nothing to pin',
    'pinChatMessage',
    { chat_id: ANNA, message_id: 999 },
    400,
    'Bad Request: message to pin not found',
  ],
  [
    'an unknown query',
    'answerCallbackQuery',
    { callback_query_id: '1' },
    400,
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
  ],
  [
    'an unknown file',
    'getFile',
    { file_id: 'x' },
    400,
    'Bad Request: wrong file_id or the file is temporarily unavailable',
  ],
  [
    'a file that was not uploaded',
    'sendDocument',
    { chat_id: ANNA, document: 'attach://a' },
    400,
    'Bad Request: there is no document in the request',
  ],
  [
    'a menu for a stranger',
    'setMyCommands',
    { commands: [], scope: { type: 'chat', chat_id: MALLORY } },
    400,
    'Bad Request: chat not found',
  ],
  [
    'a command in capitals',
    'setMyCommands',
    { commands: [{ command: 'Triage', description: 'x' }] },
    400,
    'Bad Request: BOT_COMMAND_INVALID',
  ],
  [
    'no description',
    'setMyCommands',
    { commands: [{ command: 'a', description: '' }] },
    400,
    'Bad Request: BOT_COMMAND_DESCRIPTION_INVALID',
  ],
  [
    'an unknown action',
    'sendChatAction',
    { chat_id: ANNA, action: 'sleeping' },
    400,
    'Bad Request: wrong parameter action in request',
  ],
  [
    'a topic in a plain group',
    'createForumTopic',
    { chat_id: OPS, name: 'x' },
    400,
    'Bad Request: the chat is not a forum',
  ],
  [
    'a webhook without TLS',
    'setWebhook',
    { url: 'http://example.com/' },
    400,
    'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
  ],
  ['32769 characters', 'sendRichMessage', rich(paragraph('x'.repeat(32_769))), 400, 'Bad Request: message is too long'],
  [
    '501 blocks',
    'sendRichMessage',
    rich(...Array.from({ length: 501 }, () => paragraph('x'))),
    400,
    'Bad Request: RICH_MESSAGE_BLOCKS_TOO_MUCH',
  ],
  ['17 levels', 'sendRichMessage', rich(nested(16)), 400, 'Bad Request: RICH_MESSAGE_NESTING_TOO_DEEP'],
  [
    '21 columns',
    'sendRichMessage',
    rich({ type: 'table', cells: cells(21) }),
    400,
    'Bad Request: RICH_MESSAGE_TABLE_COLUMNS_TOO_MUCH',
  ],
  [
    'a rich button with 65 bytes',
    'sendRichMessage',
    rich({ type: 'buttons', buttons: [{ text: 'x', callback_data: 'x'.repeat(65) }] }),
    400,
    'Bad Request: BUTTON_DATA_INVALID',
  ],
];

describe('what Telegram refuses', () => {
  it.each(REFUSALS)('%s', async (_what, method, args, code, description) => {
    const answer = await telegram.call(method, args);
    expect(answer).toMatchObject({ ok: false, status: code, error_code: code, description });
    expect(await telegram.phone.refusals()).toMatchObject([{ method, error: description }]);
  });

  it('calls a wrong token unauthorized', async () => {
    const response = await fetch(`${telegram.sandbox.url}/bot1:x/getMe`);
    expect(await response.json()).toEqual({ ok: false, error_code: 401, description: 'Unauthorized' });
  });

  it('names the place of a wrong argument deep inside', async () => {
    const answer = await telegram.call('sendRichMessage', rich({ type: 'heading', text: 'x', size: 9 }));
    expect(answer.description).toContain('rich_message/blocks/0/size');
  });
});

describe('what Telegram accepts', () => {
  it.each([
    ['4096 units', 'sendMessage', { chat_id: ANNA, text: 'x'.repeat(4096) }],
    ['4096 units after 5000 characters of markup', 'sendMessage', html(`${'<b>x</b>'.repeat(600)}${'y'.repeat(3496)}`)],
    ['64 bytes of data', 'sendMessage', keyboard({ text: 'x', callback_data: 'я'.repeat(32) })],
    ['100 buttons', 'sendMessage', { chat_id: ANNA, text: 'x', reply_markup: { inline_keyboard: buttons(100) } }],
    [
      'a styled, a disabled and a copying button',
      'sendMessage',
      keyboard({ text: 'x', callback_data: 'x', style: 'danger' }),
    ],
    ['a topic', 'sendMessage', { chat_id: ON_CALL, message_thread_id: INCIDENTS, text: 'x' }],
    ['16 levels', 'sendRichMessage', rich(nested(15))],
    ['500 blocks', 'sendRichMessage', rich(...Array.from({ length: 500 }, () => paragraph('x')))],
    ['32768 characters', 'sendRichMessage', rich(paragraph('😀'.repeat(32_768)))],
    ['20 columns', 'sendRichMessage', rich({ type: 'table', cells: cells(20), is_compact: true })],
    [
      'rich text in rich text',
      'sendRichMessage',
      rich(paragraph(['a', { type: 'bold', text: [{ type: 'code', text: 'b' }] }])),
    ],
  ])('%s', async (_what, method, args) => {
    expect(await telegram.call(method, args)).toMatchObject({ ok: true });
    expect(await telegram.phone.refusals()).toEqual([]);
  });

  it('reads the same arguments from a form and from the query', async () => {
    const { url, token } = telegram.sandbox;
    const body = new URLSearchParams({
      chat_id: String(ANNA),
      text: 'form',
      reply_markup: JSON.stringify({ inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] }),
    });
    expect((await fetch(`${url}/bot${token}/SENDMESSAGE`, { method: 'POST', body })).status).toBe(200);
    expect((await fetch(`${url}/bot${token}/sendMessage?chat_id=${ANNA}&text=query`)).status).toBe(200);
    const sent = (await telegram.phone.messages(ANNA)).slice(-2);
    expect(sent).toMatchObject([
      { text: 'form', reply_markup: { inline_keyboard: [[{ text: 'Go' }]] } },
      { text: 'query' },
    ]);
  });
});
