import type { EngineStorage } from '../../docker/index.ts';
import type { Manifest } from '../manifest.ts';

/** Images of services that the Engine does not have, by digest where there is one: what somebody has to fetch. */
export async function imagesMissing(
  storage: Pick<EngineStorage, 'imageId'>,
  services: Manifest['services'],
  signal: AbortSignal,
): Promise<string[]> {
  const missing: string[] = [];
  for (const { image, imageId, imageDigest } of services) {
    const known = [imageDigest ?? '', imageId, image].filter((one) => one !== '');
    const found = await Promise.all(known.map((one) => storage.imageId(one, { signal })));
    if (found.every((one) => one === null)) missing.push(imageDigest ?? (image || imageId));
  }
  return [...new Set(missing)];
}
