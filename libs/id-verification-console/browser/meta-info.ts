import { text } from './texts.js';

declare global {
  /** Of the vendor's script. */
  function getMetaInfo(): object;
}

const LOAD_TIMEOUT_MS = 10_000;

const { metaInfoScript } = document.documentElement.dataset;

/** Begun with the page, so that it is there when the user goes on; undefined after a failure. */
let loading: Promise<void> | undefined;
if (metaInfoScript !== undefined) beginLoading(metaInfoScript).catch(() => undefined);

/** The MetaInfo of this device, as the vendor's script describes it: an object, made text here and once. */
export async function metaInfo(): Promise<string> {
  if (metaInfoScript === undefined) return standIn();
  await (loading ?? beginLoading(metaInfoScript));
  return JSON.stringify(getMetaInfo());
}

/** For the emulator, which reads no more of it than this. */
function standIn(): string {
  const deviceType = /Android|iPhone|iPad|Mobile/i.test(navigator.userAgent) ? 'h5' : 'web';
  return JSON.stringify({ zimVer: '1.0.0', appVersion: '1', deviceType, ua: navigator.userAgent });
}

function beginLoading(address: string): Promise<void> {
  loading = load(address).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

function load(address: string): Promise<void> {
  const script = Object.assign(document.createElement('script'), { src: address });
  const loaded = new Promise<void>((resolve, reject) => {
    const fail = () => {
      script.remove();
      reject(new Error(text('error.vendorScript')));
    };
    const timeout = setTimeout(fail, LOAD_TIMEOUT_MS);
    script.addEventListener('load', () => {
      clearTimeout(timeout);
      resolve();
    });
    script.addEventListener('error', fail);
  });
  document.head.append(script);
  return loaded;
}
