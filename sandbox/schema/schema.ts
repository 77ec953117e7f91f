/** The part of JSON Schema (draft 2020-12) that the generator writes, and Telegram's own limits as `x-` keywords. */
export interface Schema {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number)[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string };
  readonly $ref?: string;
  /** An `InputFile`: a file_id, a URL or `attach://<part>` of a multipart request. */
  readonly 'x-file'?: true;
  /** [least, most] characters (code points). */
  readonly 'x-chars'?: readonly [number, number];
  /** [least, most] bytes of UTF-8. */
  readonly 'x-bytes'?: readonly [number, number];
  /** [least, most] UTF-16 units after the markup was taken out; checked where the text is parsed. */
  readonly 'x-after-entities'?: readonly [number, number];
}

/** All methods of one version of the Bot API. */
export interface ApiSchema {
  /** Version of `@grammyjs/types` that it was made from. */
  readonly version: string;
  /** Arguments of each method, by its exact name. */
  readonly methods: Readonly<Record<string, Schema>>;
  readonly $defs: Readonly<Record<string, Schema>>;
}
