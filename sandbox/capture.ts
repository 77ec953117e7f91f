import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const quietArguments = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine: `CHROMIUM_PATH`, else where systems usually put one. Throws when there is none. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment.CHROMIUM_PATH;
  const found = given ?? usualPlaces.find((path) => existsSync(path));
  if (found !== undefined && existsSync(found)) return found;
  throw new Error(
    `No Chromium at ${given ?? usualPlaces.join(', ')}. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.`,
  );
}

/** Starts a headless Chromium that talks to nobody but the pages it is given. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: quietArguments });
}

/** Which screen of whose phone. Without a chat it is the list of chats; a forum without a thread shows its topics. */
export interface PhoneScreen {
  /** Where the sandbox listens. */
  readonly url: string;
  readonly person: number;
  readonly chat?: number;
  /** The topic of a forum; 0 is General. */
  readonly thread?: number;
  readonly dark?: boolean;
}

export interface Capture extends PhoneScreen {
  /** The PNG to write. */
  readonly file: string;
  /** The zone in which the phone shows times; this machine's when left out. */
  readonly timeZone?: string;
  /** What to do on the page before the picture: open a block, scroll somewhere. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** A browser to use again; one is started and ended for this picture when it is left out. */
  readonly browser?: Browser;
}

/** The address of a screen. */
export function phoneUrl({ url, person, chat, thread, dark }: PhoneScreen): string {
  const fields = new URLSearchParams({ person: String(person), theme: dark === true ? 'dark' : 'light' });
  if (chat !== undefined) fields.set('chat', String(chat));
  if (thread !== undefined) fields.set('thread', String(thread));
  return `${url}/#${fields}`;
}

const attempts = 6;
const patienceMs = 7000;

/**
 * Opens a screen and waits until it shows what the server knows, with its pictures and fonts loaded. Chromium drops
 * requests under way, even on loopback, when a network of the machine changes (ERR_NETWORK_CHANGED: an Engine that
 * makes or removes a bridge is enough), so a page that did not come whole is loaded again.
 */
export async function openScreen(page: Page, screen: PhoneScreen): Promise<void> {
  await page.goto(phoneUrl(screen));
  for (let attempt = 1; !(await isDrawn(page, attempt === attempts)); attempt += 1) await page.reload();
  await page.evaluate('document.fonts.ready.then(() => true)');
  await page.waitForFunction('[...document.images].every((image) => image.complete)');
}

async function isDrawn(page: Page, isLast: boolean): Promise<boolean> {
  try {
    await page.locator('body[data-ready="true"]').waitFor({ timeout: patienceMs });
    return true;
  } catch (error) {
    if (isLast) throw error;
    return false;
  }
}

/** Writes a picture of the phone, frame included, on a transparent ground. */
export async function capturePhone(capture: Capture): Promise<void> {
  const browser = capture.browser ?? (await launchChromium());
  try {
    const context = await browser.newContext({
      viewport: { width: 900, height: 892 },
      deviceScaleFactor: 2,
      colorScheme: capture.dark === true ? 'dark' : 'light',
      ...(capture.timeZone === undefined ? {} : { timezoneId: capture.timeZone }),
    });
    const page = await context.newPage();
    await openScreen(page, capture);
    await page.addStyleTag({ content: pictureStyle });
    await capture.prepare?.(page);
    await page.screenshot({
      path: capture.file,
      clip: await frameOf(page),
      omitBackground: true,
      animations: 'disabled',
      caret: 'hide',
    });
    await context.close();
  } finally {
    if (capture.browser === undefined) await browser.close();
  }
}

const pictureStyle = `
  html, body { background: transparent !important; }
  #tools { display: none !important; }
  #phone { box-shadow: 0 0 0 2px #3a3f45, 0 0 0 11px #15181b, 0 0 0 12px #43484d !important; }
`;

const frameWidth = 14;

/** The phone with its frame, which is drawn outside its box. */
async function frameOf(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await page.getByTestId('phone').boundingBox();
  if (box === null) throw new Error('the page shows no phone');
  return {
    x: box.x - frameWidth,
    y: box.y - frameWidth,
    width: box.width + 2 * frameWidth,
    height: box.height + 2 * frameWidth,
  };
}
