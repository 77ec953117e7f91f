/** From chosen files to what the phone API takes: bytes as base64, several at once as an album. */
import { api } from './api.js';

/** @param files File[] ; `asPhoto` sends pictures as photos, else everything goes as a file */
export async function upload(files, asPhoto, caption, address) {
  const items = await Promise.all(files.map((file) => itemOf(file, asPhoto)));
  const [first, ...rest] = items;
  if (!first) return;
  const captioned = caption ? { ...first, caption } : first;
  await api.file(
    rest.length === 0 ? { ...address, ...captioned } : { ...address, ...captioned, album: [captioned, ...rest] },
  );
}

async function itemOf(file, asPhoto) {
  const photo = asPhoto && file.type.startsWith('image/');
  return {
    kind: photo ? 'photo' : 'document',
    name: file.name,
    mime: file.type || 'application/octet-stream',
    base64: await base64Of(file),
  };
}

function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
