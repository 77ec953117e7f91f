/** A known shape of a secret. */
export interface Rule {
  /** What stands in the marker: `[masked:kind]`. */
  readonly kind: string;
  /** A quick look: only where one of these is in the text (ignoring case) is the pattern tried. */
  readonly keywords: readonly string[];
  /**
   * Where the pattern has a group named `secret`, only that is masked, else all of it. Linear time: every repetition is
   * bounded or is of characters that what follows it cannot start with, and starts at a fixed word or a boundary.
   */
  readonly pattern: RegExp;
}

/** The one secret that is longer than a line. */
export const privateKeyRule: Rule = {
  kind: 'private-key',
  keywords: ['private key'],
  // Up to its end, or, where that was cut off, as long as lines of base64 follow. Five dashes are in no key.
  pattern:
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-]|-(?!----)){0,12000}-----END [A-Z0-9 ]{0,40}-----|(?:(?:\s|\\[nr]){0,4}[A-Za-z0-9+/=]{16,100}){0,200})/g,
};

/**
 * Public formats of tokens with their lengths relaxed: a token that is cut in a log line is masked too. Most specific
 * first. What is not here is left to gitleaks' own rules (vendor-rules.ts).
 */
export const tokenRules: readonly Rule[] = [
  // In a URL the id stands behind "bot", so that no word boundary is before it.
  { kind: 'telegram-token', keywords: [':a'], pattern: /(?<![0-9])[0-9]{6,16}:A[\w-]{33,40}/g },
  { kind: 'telegram-token', keywords: ['/bot'], pattern: /\/bot(?<secret>[0-9]{4,16}:[^\s/"'<>]{4,100})/g },
  {
    kind: 'slack-webhook',
    keywords: ['hooks.slack'],
    pattern: /hooks\.slack(?:-gov)?\.com\/(?<secret>(?:services|workflows|triggers)\/[\w/+-]{8,200})/g,
  },
  {
    kind: 'discord-webhook',
    keywords: ['/webhooks/'],
    pattern: /discord(?:app)?\.com\/api\/webhooks\/(?<secret>[0-9]{10,25}\/[\w-]{20,100})/g,
  },
  { kind: 'slack-token', keywords: ['xox', 'xapp-'], pattern: /\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]{8,400}/gi },
  {
    kind: 'aws-key-id',
    keywords: ['akia', 'asia', 'abia', 'acca', 'a3t'],
    pattern: /\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g,
  },
  {
    kind: 'github-token',
    keywords: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /\b(?:gh[pousr]_[0-9A-Za-z]{20,255}|github_pat_\w{22,255})/g,
  },
  {
    kind: 'gitlab-token',
    keywords: ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-', 'glsoat-', 'glft-', 'glimt-', 'glagent-', 'gloas-'],
    pattern: /\bgl(?:pat|dt|rt|ptt|cbt|soat|ft|imt|agent|oas)-[\w.-]{20,300}/g,
  },
  { kind: 'anthropic-key', keywords: ['sk-ant-'], pattern: /\bsk-ant-[\w-]{16,200}/g },
  {
    kind: 'openai-key',
    keywords: ['sk-'],
    pattern: /\bsk-(?:(?:proj|svcacct|admin|None|or-v1)-[\w-]{20,300}|[A-Za-z0-9]{32,100})/g,
  },
  {
    kind: 'stripe-key',
    keywords: ['sk_', 'rk_', 'whsec_'],
    pattern: /\b(?:[sr]k_(?:test|live|prod)_[0-9A-Za-z]{10,250}|whsec_[0-9A-Za-z+/=]{16,100})/g,
  },
  {
    kind: 'google-key',
    keywords: ['aiza', 'gocspx-', 'ya29.'],
    pattern: /\b(?:AIza[\w-]{35}|GOCSPX-[\w-]{20,40}|ya29\.[\w-]{20,500})/g,
  },
  { kind: 'sendgrid-key', keywords: ['sg.'], pattern: /\bSG\.[\w-]{16,32}\.[\w-]{16,64}/g },
  { kind: 'twilio-key', keywords: ['sk'], pattern: /\bSK[0-9a-f]{32}\b/g },
  { kind: 'npm-token', keywords: ['npm_'], pattern: /\bnpm_[0-9A-Za-z]{36,64}/g },
  { kind: 'pypi-token', keywords: ['pypi-'], pattern: /\bpypi-AgE[\w-]{50,1000}/g },
  { kind: 'docker-token', keywords: ['dckr_'], pattern: /\bdckr_(?:pat|oat)_[\w-]{20,100}/g },
  { kind: 'huggingface-token', keywords: ['hf_'], pattern: /\bhf_[A-Za-z]{34,40}\b/g },
  { kind: 'digitalocean-token', keywords: ['_v1_'], pattern: /\bdo[opr]_v1_[0-9a-f]{64}/g },
  { kind: 'shopify-token', keywords: ['shp'], pattern: /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/g },
  { kind: 'grafana-token', keywords: ['glc_', 'glsa_'], pattern: /\b(?:glc_[\w+/=]{32,400}|glsa_\w{32,60})/g },
  { kind: 'vault-token', keywords: ['hvs.', 'hvb.', 'hvr.'], pattern: /\bhv[sbr]\.[\w-]{24,300}/g },
  { kind: 'databricks-token', keywords: ['dapi'], pattern: /\bdapi[0-9a-f]{32}/g },
  { kind: 'sentry-token', keywords: ['sntry'], pattern: /\bsntry[su]_[\w+/=]{32,500}/g },
  { kind: 'linear-key', keywords: ['lin_api_'], pattern: /\blin_api_[0-9A-Za-z]{40}/g },
  { kind: 'notion-token', keywords: ['ntn_'], pattern: /\bntn_[0-9A-Za-z]{40,60}/g },
  { kind: 'postman-key', keywords: ['pmak-'], pattern: /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}/g },
  { kind: 'pulumi-token', keywords: ['pul-'], pattern: /\bpul-[0-9a-f]{40}/g },
  {
    kind: 'fly-token',
    keywords: ['fo1_', 'fm1', 'fm2_'],
    pattern: /\b(?:fo1_[\w-]{43}|fm(?:1[ar]|2)_[\w+/=-]{100,1000})/g,
  },
  { kind: 'age-key', keywords: ['age-secret-key-'], pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{58}/g },
  { kind: 'mailgun-key', keywords: ['key-'], pattern: /\bkey-[0-9a-f]{32}\b/g },
  { kind: 'jwt', keywords: ['.ey'], pattern: /(?<![\w-])ey[\w-]{15,}\.ey[\w-]{10,}(?:\.[\w-]*)?/g },
  {
    kind: 'password-hash',
    keywords: ['$apr1$', '$2', '$5$', '$6$', '$y$', '$argon2'],
    pattern: /\$(?:apr1|2[abxy]|[56y]|argon2(?:id|i|d))\$[\w./$=,+]{16,300}/g,
  },
];

/** The names that say that a secret follows. `pass` and `key` alone are too common in sentences to be among them. */
const secretWord = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret(?:[_-]?(?:access[_-]?)?key)?',
  'token',
  '(?:api|access|account|private|signing|encryption|master|auth|session)[_-]?key',
  'credentials?',
].join('|');

/** One of these is in every line with such a name. */
export const assignmentKeywords: readonly string[] = [
  ...['password', 'passwd', 'passphrase', 'pwd', 'secret', 'token', 'credential'],
  ...['api', 'access', 'account', 'private', 'signing', 'encryption', 'master', 'auth', 'session'].flatMap((word) =>
    ['key', '_key', '-key'].map((key) => word + key),
  ),
];

/**
 * `NAME=value`, `name: value`, `"name": "value"` (also escaped, as JSON in JSON is), `name=>value`. The value is what is in
 * the quotes, or goes to white space or a delimiter. `masking.ts` leaves values that cannot be secrets.
 */
export const assignmentPattern = new RegExp(
  String.raw`(?<name>${secretWord})(?<separator>\\?["']?[ \t]{0,4}(?::=|=>|[:=])[ \t]{0,4})` +
    String.raw`(?<value>\\"(?:[^"\\\n]|\\{2,3}[^\\]){1,4000}(?:\\")?|"(?:[^"\\\n]|\\.){1,4000}"?|'(?:[^'\\\n]|\\.){1,4000}'?|[^\s"'&;<>\\]{1,4000})`,
  'gi',
);

/** A line of an environment file. Its value goes to the end of the line, whatever is in it. */
export const environmentLine = /^([ \t]{0,8}(?:export |- )?["']?)([A-Z][A-Z0-9_]{2,80})=([^\n]{1,8000})$/gm;

/** One of these is in every line that sets such a variable: what {@link secretName} looks for. */
export const environmentKeywords: readonly string[] = [
  ...assignmentKeywords,
  ...['key', 'pass', 'pw', 'pat', 'dsn', 'salt', 'auth', 'creds'].flatMap((word) => [`${word}=`]),
];

/** Names of variables and JSON fields whose value is a secret, and of those whose value only speaks of one. */
export const secretName =
  /password|passwd|passphrase|secret|token|credential|api_?key|(?:access|account|private|signing|encryption|master|session)_?key|(?:^|[_.-])(?:key|pass|pwd|pw|pat|dsn|salt|auth|creds)$/i;
export const publicName =
  /^(?:old)?pwd$|tokens$|(?:file|path|dir|ttl|length|count|limit|name|enabled|type|endpoint|ur[il]|id|age|seconds|minutes|hours|expir\w{0,20})$/i;

/** Secrets that are known by what stands before them. */
export const contextRules: readonly Rule[] = [
  {
    kind: 'password',
    keywords: ['://'],
    // user:password@ in an address. The user may be missing (redis), the password may hold an "@" that should have been escaped. Digits and a slash are a port.
    pattern:
      /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/?#@"'<>[]{0,200}:(?!\d{1,5}\/)(?<secret>[^\s"'<>/]{1,500}|[^\s@"'<>]{1,500})@(?=[\w[.-])/gi,
  },
  {
    kind: 'token',
    keywords: ['://'],
    // A token in the place of the user. What is short is a person's name.
    pattern: /\bhttps?:\/\/(?<secret>[\w.~%+-]{20,500})@(?=[\w[])/gi,
  },
  {
    kind: 'authorization',
    keywords: ['authorization'],
    pattern:
      /\bauthorization\\?["']?[ \t]{0,4}[:=][ \t]{0,4}\\?["']?(?:bearer|basic|token|digest|negotiate|apikey|bot)[ \t]{1,4}(?<secret>[^\s"',;\\]{4,4000})/gi,
  },
  {
    kind: 'authorization',
    keywords: ['authorization'],
    pattern:
      /\bauthorization\\?["']?[ \t]{0,4}[:=][ \t]{0,4}\\?["']?(?=[^\s"',;\\]{0,200}\d)(?<secret>[^\s"',;\\]{12,4000})/gi,
  },
  {
    kind: 'authorization',
    keywords: ['bearer'],
    pattern: /\bbearer[ \t]{1,4}(?=[^\s]{0,200}\d)(?<secret>[\w.~+/-]{16,4000}={0,3})/gi,
  },
  {
    kind: 'cookie',
    keywords: ['cookie'],
    pattern: /\b(?:set-)?cookie\\?["']?[ \t]{0,4}:[ \t]{0,4}\\?["']?(?<secret>[^\s"'=;]{1,200}=[^"'\n\\]{4,4000})/gi,
  },
  {
    kind: 'password',
    keywords: ['identified by', 'password '],
    pattern:
      /\b(?:identified[ ]by|with[ ]password|role[ ]\S{1,80}[ ]password)[ ]{1,4}(?<secret>'[^'\n]{1,500}'|"[^"\n]{1,500}")/gi,
  },
  {
    kind: 'password',
    keywords: ['curl'],
    pattern: /\bcurl\b[^\n]{0,500}?[ \t](?:-u|--user)[ \t=]{1,3}["']?[^\s:"']{1,100}:(?<secret>[^\s"']{1,500})/g,
  },
  {
    kind: 'password',
    keywords: ['--'],
    pattern:
      /(?:password|passwd|passphrase|secret|token|api-?key)(?<=--[\w-]{1,60})[ \t]{1,4}(?<secret>(?!-)[^\s"']{1,1000}|"[^"\n]{1,1000}"|'[^'\n]{1,1000}')/gi,
  },
  {
    kind: 'secret',
    keywords: ['</'],
    pattern: /(?:password|passwd|secret|token|api-?key)>(?<secret>[^<>\n]{1,1000})<\//gi,
  },
  {
    kind: 'header',
    keywords: ['x-'],
    pattern:
      /\bx-[a-z-]{0,40}?(?:api-?key|auth-?key|token|secret|hub-signature(?:-256)?)\\?["']?[ \t]{0,4}[:=][ \t]{0,4}\\?["']?(?<secret>[^\s"',;\\]{4,4000})/gi,
  },
  {
    kind: 'signature',
    keywords: ['sig', 'security-token'],
    pattern:
      /[?&](?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature)=(?<secret>[^\s&"'<>]{8,4000})/gi,
  },
];
