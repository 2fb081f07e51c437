/** What this browser is and may do. Each function takes what it looks at, so that a test can be any phone. */

type Browser = { readonly userAgent: string; readonly maxTouchPoints: number; readonly isInstalled: boolean };

/** How the wallet may be used here. */
export type Platform =
  /** Full use. */
  | 'ready'
  /** iPhone or iPad in Safari: its storage is another one than the installed app's, and is erased (rules.md C6). */
  | 'ios_install_first'
  /** iPhone or iPad in another browser or a window inside an app: only Safari installs everywhere. */
  | 'ios_open_safari'
  /** A window inside Messenger, Facebook and the like. */
  | 'in_app'
  | 'insecure'
  | 'unsupported';

const inApp = /FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|Snapchat|TikTok|; wv\)/;
const otherIosBrowser = /CriOS|FxiOS|EdgiOS|OPiOS|DuckDuckGo|GSA\//;

/** iPads call themselves Macs, but Macs have no touch screens. */
function isIos({ userAgent, maxTouchPoints }: Browser): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

/** Which of the ways this browser is. */
export function classifyBrowser(browser: Browser): Platform {
  const { userAgent, isInstalled } = browser;
  if (isIos(browser)) {
    if (isInstalled) return 'ready';
    const isSafari = /Safari\//.test(userAgent) && !otherIosBrowser.test(userAgent) && !inApp.test(userAgent);
    return isSafari ? 'ios_install_first' : 'ios_open_safari';
  }
  return inApp.test(userAgent) ? 'in_app' : 'ready';
}

/** This browser. */
export function currentPlatform(): Platform {
  const isInstalled =
    (navigator as { standalone?: boolean }).standalone === true ||
    matchMedia('(display-mode: standalone)').matches;
  if (!isSecureContext) return 'insecure';
  if (!('indexedDB' in window) || !('subtle' in crypto)) return 'unsupported';
  return classifyBrowser({
    userAgent: navigator.userAgent,
    maxTouchPoints: navigator.maxTouchPoints,
    isInstalled,
  });
}
