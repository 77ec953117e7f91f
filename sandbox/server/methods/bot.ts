import type { BotCommandScope } from '@grammyjs/types';
import { chatToRead } from '../access.ts';
import type { Core } from '../core.ts';
import { refused } from '../refusal.ts';
import type { Methods } from './method.ts';

/** Who the bot is, its updates, its commands, and answers to taps. */
export const botMethods: Methods = {
  getMe: (_args, { core }) => ({
    ...core.world.bot,
    can_join_groups: true,
    can_read_all_group_messages: !core.world.privacy,
    supports_guest_queries: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  }),
  getUpdates: (args, { core, signal }) => core.updates.poll(args, signal),
  setWebhook(args, { core }) {
    const drop = args.drop_pending_updates === true;
    if (args.url === '') {
      core.updates.setWebhook(null, { allowed: args.allowed_updates, drop });
      return true;
    }
    const url = URL.canParse(args.url) ? new URL(args.url) : null;
    if (url === null) throw refused('Bad Request: invalid webhook URL specified');
    // Loopback without TLS is allowed here only: a test's bot has no certificate.
    const local = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
    if (url.protocol !== 'https:' && !local) {
      throw refused('Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
    }
    if (!local && !['', '443', '80', '88', '8443'].includes(url.port)) {
      throw refused('Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
    }
    core.updates.setWebhook(
      { url: args.url, secretToken: args.secret_token, lastError: null },
      { allowed: args.allowed_updates, drop },
    );
    return true;
  },
  deleteWebhook(args, { core }) {
    core.updates.setWebhook(null, { drop: args.drop_pending_updates === true });
    return true;
  },
  getWebhookInfo(_args, { core }) {
    const hook = core.updates.webhook();
    const error = hook?.lastError ?? null;
    const allowed = core.updates.allowed();
    return {
      url: hook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: core.updates.pending().length,
      ...(error === null ? {} : { last_error_date: Math.floor(error.at / 1000), last_error_message: error.message }),
      ...(hook === null ? {} : { max_connections: 40 }),
      ...(allowed === null ? {} : { allowed_updates: allowed }),
    };
  },
  logOut: () => true,
  close: () => true,
  setMyCommands(args, { core }) {
    if (args.scope !== undefined) checkScope(core, args.scope);
    core.commands.set(args.scope ?? { type: 'default' }, args.language_code ?? '', args.commands);
    core.events.emit({ type: 'commands' });
    return true;
  },
  getMyCommands: (args, { core }) => core.commands.get(args.scope ?? { type: 'default' }, args.language_code ?? ''),
  deleteMyCommands(args, { core }) {
    core.commands.set(args.scope ?? { type: 'default' }, args.language_code ?? '', []);
    core.events.emit({ type: 'commands' });
    return true;
  },
  setMyName: () => true,
  setMyDescription: () => true,
  setMyShortDescription: () => true,
  setChatMenuButton: () => true,
  answerCallbackQuery(args, { core }) {
    if (args.text !== undefined && [...args.text].length > 200) throw refused('Bad Request: MESSAGE_TOO_LONG');
    const query = core.callbacks.answer(args.callback_query_id, {
      text: args.text,
      showAlert: args.show_alert === true,
      url: args.url,
    });
    core.events.emit({
      type: 'callback-answer',
      callbackQueryId: query.id,
      person: query.person,
      chat: query.chat,
      answer: query.answer,
    });
    return true;
  },
};

/** A menu for one chat needs a chat that the bot can see: a person who never started it has none yet. */
function checkScope(core: Core, scope: BotCommandScope): void {
  if (!('chat_id' in scope)) return;
  const chat = chatToRead(core, scope.chat_id);
  if (scope.type === 'chat_member' && !chat.memberIds.includes(scope.user_id)) {
    throw refused('Bad Request: user not found');
  }
}
