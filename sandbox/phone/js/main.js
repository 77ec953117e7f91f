/** Puts the phone together: store, screens, tools; decides which screen is shown; keeps the clock going. */
import { api } from './api.js';
import { createChatList, createTopicList } from './chat-list.js';
import { createChatScreen } from './chat-screen.js';
import { tickRelativeDates } from './dates.js';
import { listenToGestures } from './gestures.js';
import { markKey, threadOf } from './keys.js';
import { createMessageMenu } from './message-menu.js';
import { createOverlays } from './overlays.js';
import { createPendingTaps } from './pending-taps.js';
import { readRoute, writeRoute } from './route.js';
import { createStatusBar } from './status-bar.js';
import { createStore } from './store.js';
import { createSync } from './sync.js';
import { listenToTaps } from './taps.js';
import { applyTheme } from './theme.js';
import { createTools } from './tools.js';

const byId = (id) => document.getElementById(id);
const store = createStore();
const overlays = createOverlays(byId('overlays'));
const statusBar = createStatusBar(byId('status-bar'));
const tools = createTools(byId('tools'), store, overlays, { onPerson: (person) => void become(person) });
const chatList = createChatList(store, { onOpen: openFromList, onTools: () => tools.show(true) });
const topicList = createTopicList(store, { listRow: chatList.listRow, onOpen: openChat, onBack: showList });
const chatScreen = createChatScreen(store, overlays, { onBack });
const taps = createPendingTaps(store, { onAnswer: showAnswer });
const sync = createSync(store, { onNews: takeNews, onAnswer: taps.answered });
const { react } = listenToTaps(chatScreen, store, overlays, taps);
const openMenu = createMessageMenu(chatScreen, store, overlays, { react });
let shown = null;

listenToGestures(chatScreen.log.root, {
  onMenu(row, x, y) {
    const message = chatScreen.messageById(row.dataset.messageId);
    if (message) openMenu(message, x, y);
  },
  onReply(row) {
    const message = chatScreen.messageById(row.dataset.messageId);
    if (message) chatScreen.composer.reply(message);
  },
});

function show(view) {
  if (shown === view) return;
  shown = view;
  byId('screen').replaceChildren(view.root);
}

function showList() {
  chatScreen.close();
  writeRoute({ chat: null, thread: null });
  show(chatList);
  redraw();
}

function showTopics(chat) {
  chatScreen.close();
  writeRoute({ chat, thread: null });
  topicList.update(chat);
  show(topicList);
}

function openFromList(chat) {
  if (store.chat(chat)?.is_forum) showTopics(chat);
  else openChat(chat, null);
}

function openChat(chat, thread) {
  writeRoute({ chat, thread: store.chat(chat)?.is_forum ? (thread ?? 0) : null });
  show(chatScreen);
  chatScreen.open(chat, thread);
  askForReply(store.messagesOf(chat, thread).at(-1));
}

function onBack(place) {
  if (place && store.chat(place.chat)?.is_forum) showTopics(place.chat);
  else showList();
}

async function become(person) {
  chatScreen.close();
  writeRoute({ person, chat: null, thread: null });
  await sync.become(person);
  showList();
}

/** A bot that forces a reply puts the composer into the answer by itself. */
function askForReply(message) {
  const markup = message ? (store.forceReplies.get(markKey(message)) ?? message.reply_markup) : undefined;
  if (!markup?.force_reply || message.from?.id === store.person) return;
  const meant = !markup.selective || message.reply_to_message?.from?.id === store.person || mentions(message);
  if (message.chat.id < 0 && !meant) return;
  chatScreen.composer.reply(message, { placeholder: markup.input_field_placeholder });
}

function mentions(message) {
  const me = store.me();
  return (
    (message.text ?? '').includes(`@${me?.username}`) ||
    (message.entities ?? []).some((entity) => entity.user?.id === store.person)
  );
}

function takeNews(message) {
  const place = chatScreen.place();
  if (place?.chat === message.chat.id && (place.thread ?? null) === threadOf(message)) askForReply(message);
}

/** What the bot answers to a tap: nothing, a toast, an alert, or a link to open. */
function showAnswer({ text, showAlert, url }) {
  if (url) overlays.confirmLink(url);
  else if (text && showAlert) overlays.alert(text);
  else if (text) overlays.toast(text);
}

function redraw() {
  statusBar.update();
  tools.update();
  if (shown === chatList) chatList.update();
  else if (shown === topicList) topicList.update(readRoute().chat);
  else if (shown === chatScreen && chatScreen.place()) redrawChat(chatScreen.place());
}

/** A group that became a supergroup under the reader's eyes goes on there. */
function redrawChat(place) {
  const moved = store.chat(place.chat)?.migratedTo;
  if (moved && store.chat(moved)) openChat(moved, null);
  else chatScreen.update();
}

/** Goes where the address says. */
async function follow() {
  applyTheme();
  const route = readRoute();
  const person = route.person ?? (await api.anyState()).people[0].id;
  if (person !== store.person) await sync.become(person);
  if (route.chat === null || !store.chat(route.chat)) showList();
  else if (route.thread === null) openFromList(route.chat);
  else openChat(route.chat, route.thread === 0 ? null : route.thread);
}

async function begin() {
  await follow();
  store.subscribe(redraw);
  redraw();
  document.body.dataset.ready = 'true';
}

setInterval(() => {
  statusBar.update();
  tools.tick();
  tickRelativeDates(byId('screen'));
}, 1000);

addEventListener('hashchange', () => void follow());
void begin();
