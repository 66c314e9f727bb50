const SVG = 'http://www.w3.org/2000/svg';

/** Of a package; it is beside this module only for the browser. */
const ENCODER: string = './uqr.js';

/** Draws a text as QR code into a place; the module that encodes it is loaded when it is needed. */
export async function drawQrCode(place: Element, text: string): Promise<void> {
  const { encode } = (await import(ENCODER)) as typeof import('uqr');
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute(
    'd',
    data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join(''),
  );
  svg.append(path);
  place.replaceChildren(svg);
}
