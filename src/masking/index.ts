export { maskDeep } from './deep.ts';
export { createMasker, type Masker } from './masker.ts';
export { isSecretName, maskSecrets } from './masking.ts';
