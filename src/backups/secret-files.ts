const SECRET_NAMES = [
  /^\.env(?!\.(?:example|sample|template|dist)$)(?:\..*)?$/,
  /\.env$/,
  /^id_[a-z0-9]+(?:_sk)?$/,
  /\.(?:pem|key|p12|pfx|jks|keystore|kdbx?|ppk|gpg|pgp|ovpn|age)$/,
  /^\.?(?:netrc|pgpass|npmrc|pypirc|git-credentials|htpasswd|my\.cnf|dockercfg|vault-token)$/,
  /^(?:shadow-?|gshadow-?|credentials?|secrets?|passwords?|tokens?)(?:\.[a-z0-9]+)?$/,
];
const SECRET_FOLDERS = /(?:^|\/)(?:\.ssh|\.gnupg|\.aws|\.kube|\.docker|secrets?)\//;

/** Whether a file is there to hold secrets, by its name. @param path relative to its tree */
export function isSecretFile(path: string): boolean {
  const name = path.toLowerCase().split('/').at(-1) ?? '';
  return SECRET_FOLDERS.test(path.toLowerCase()) || SECRET_NAMES.some((pattern) => pattern.test(name));
}

const PACKED = [
  ['1f8b', 'gzip'],
  ['504b0304', 'zip'],
  ['28b52ffd', 'zstd'],
  ['fd377a58', 'xz'],
  ['425a68', 'bzip2'],
  ['377abcaf', '7z'],
] as const;

/** What a file is packed with, by its first bytes: nobody can see whether there is a secret in it. */
export function packedWith(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 4).toString('hex');
  return PACKED.find(([magic]) => start.startsWith(magic))?.[1] ?? null;
}
