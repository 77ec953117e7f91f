/** Text inside a block. A plain string is literal: whatever it holds, it can neither break nor forge a message. */
export type Inline =
  | string
  | { readonly kind: 'bold' | 'italic' | 'strike' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  /** A command of the bot, `/status`, that a tap sends. */
  | { readonly kind: 'command'; readonly text: string }
  /** A moment, shown in the reader's own zone. `at`: UTC milliseconds. */
  | {
      readonly kind: 'time';
      readonly at: number;
      readonly show: 'time' | 'seconds' | 'date' | 'datetime' | 'relative';
    };

export type Text = Inline | readonly Inline[];

export type Block =
  | { readonly kind: 'heading'; readonly text: Text; readonly level?: 1 | 2 | 3 }
  | { readonly kind: 'paragraph'; readonly text: Text }
  | { readonly kind: 'table'; readonly header?: readonly Text[]; readonly rows: readonly (readonly Text[])[] }
  | { readonly kind: 'list'; readonly ordered?: boolean; readonly items: readonly Text[] }
  | { readonly kind: 'tasks'; readonly items: readonly { readonly done: boolean; readonly text: Text }[] }
  | { readonly kind: 'details'; readonly summary: Text; readonly open?: boolean; readonly blocks: readonly Block[] }
  /** `keep: 'end'`: where a message holds no more, its first lines go before anything else does. */
  | { readonly kind: 'code'; readonly text: string; readonly language?: string; readonly keep?: 'end' }
  | { readonly kind: 'quote'; readonly text: Text }
  | { readonly kind: 'divider' };

export type ButtonAction =
  /** `data`: at most 64 bytes of UTF-8. */
  | { readonly kind: 'callback'; readonly data: string }
  | { readonly kind: 'url'; readonly url: string }
  /** `text`: 1 to 256 characters, put on the reader's clipboard. */
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'disabled' };

export interface Button {
  /** At most 20 characters, so that it is not cut on a phone. */
  readonly label: string;
  readonly style?: 'danger' | 'success' | 'primary';
  readonly action: ButtonAction;
}

/** The tree that every message and report is made of. The first block says what matters. */
export interface Document {
  readonly blocks: readonly Block[];
  /** Rows of at most three. */
  readonly buttons?: readonly (readonly Button[])[];
  /** The reader is asked to type: shown as a forced reply, which also reaches bots in groups with privacy mode. */
  readonly ask?: { readonly placeholder: string };
}
