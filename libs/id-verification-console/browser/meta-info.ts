import { text } from './texts.js';

declare global {
  /** Of the vendor's script. */
  function getMetaInfo(): object;
}

const { metaInfoScript } = document.documentElement.dataset;

/** Begun with the page, so that it is there when the user goes on. */
const loading = metaInfoScript === undefined ? undefined : load(metaInfoScript);

/** The MetaInfo of this device, as the vendor's script describes it: an object, made text here and once. */
export async function metaInfo(): Promise<string> {
  if (loading === undefined) return standIn();
  await loading;
  return JSON.stringify(getMetaInfo());
}

/** For the emulator, which reads no more of it than this. */
function standIn(): string {
  const deviceType = /Android|iPhone|iPad|Mobile/i.test(navigator.userAgent) ? 'h5' : 'web';
  return JSON.stringify({ zimVer: '1.0.0', appVersion: '1', deviceType, ua: navigator.userAgent });
}

function load(address: string): Promise<void> {
  const script = Object.assign(document.createElement('script'), { src: address });
  const loaded = new Promise<void>((resolve, reject) => {
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error(text('error.vendorScript'))));
  });
  loaded.catch(() => undefined);
  document.head.append(script);
  return loaded;
}
