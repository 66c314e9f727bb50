/**
 * A colour of CSS: hexadecimal, or a function such as `rgb(…)`, `hsl(…)` or `oklch(…)`. A pair gives one for the light
 * and one for the dark colour scheme.
 *
 * @publicApi
 */
export type PageColor = string | { readonly light: string; readonly dark: string };

/**
 * Colours of the pages. Their contrast is yours to check.
 *
 * @publicApi
 */
export interface PageColors {
  /** Main buttons, links and progress. */
  readonly accent?: PageColor | undefined;
  /** A main button under the pointer. */
  readonly accentStrong?: PageColor | undefined;
  /** Text on a main button. */
  readonly onAccent?: PageColor | undefined;
  /** Text. */
  readonly text?: PageColor | undefined;
  /** The page behind its cards. */
  readonly ground?: PageColor | undefined;
  /** The cards and the bar on top. */
  readonly surface?: PageColor | undefined;
}

const PROPERTIES: Readonly<Record<keyof PageColors, string>> = {
  accent: '--accent',
  accentStrong: '--accent-strong',
  onAccent: '--on-accent',
  text: '--text',
  ground: '--ground',
  surface: '--surface',
};

/** Nothing that ends a declaration can stand in it. */
const COLOR =
  /^(#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|(rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(\s*[-+.%\d]+(deg|turn|rad|grad)?(\s*[\s,/]\s*[-+.%\d]+){2,3}\s*\))$/i;

/**
 * A style sheet that sets the colours; empty without any.
 *
 * @throws Error for a name or a value that is no colour
 */
export function themeOf(colors: PageColors = {}): string {
  const declarations = Object.entries(colors).flatMap(([name, color]: [string, PageColor | undefined]) => {
    if (!isColorName(name))
      throw new Error(`colors.${name} must be one of ${Object.keys(PROPERTIES).join(', ')}`);
    if (color === undefined) return [];
    const { light, dark } = typeof color === 'string' ? { light: color, dark: color } : color;
    if (!COLOR.test(light) || !COLOR.test(dark))
      throw new Error(
        `colors.${name} must be a hexadecimal colour, or a function such as rgb(…) or oklch(…)`,
      );
    return [`  ${PROPERTIES[name]}: light-dark(${light}, ${dark});\n`];
  });
  return declarations.length === 0 ? '' : `:root {\n${declarations.join('')}}\n`;
}

function isColorName(name: string): name is keyof PageColors {
  return Object.hasOwn(PROPERTIES, name);
}

/**
 * An address that a page may link to or load.
 *
 * @throws Error for anything but an https address or a path of the host
 */
export function pageAddress(option: string, address: string | undefined): string | undefined {
  if (address === undefined || isPath(address) || isWebAddress(address, ['https:'])) return address;
  throw new Error(`${option} must be an https address or a path that begins with one /`);
}

/**
 * An address to which the vendor sends the browser.
 *
 * @throws Error for anything but an absolute http or https address that the vendor accepts
 */
export function webAddress(option: string, address: string | undefined): string | undefined {
  if (address === undefined || isForVendor(address)) return address;
  throw new Error(
    `${option} must be an absolute http or https address, without user name, password or unencoded character`,
  );
}

/** @throws Error for a link to anything but a path of the host, or an absolute http or https address */
export function linkAddresses<Links extends object>(links: Links | undefined): Links | undefined {
  for (const address of Object.keys(links ?? {})) {
    if (!isPath(address) && !isWebAddress(address))
      throw new Error(
        `links["${address}"] must be a path that begins with one /, or an absolute http or https address`,
      );
  }
  return links;
}

function isPath(address: string): boolean {
  return /^\/(?![/\\])/.test(address);
}

function isWebAddress(address: string, protocols: readonly string[] = ['http:', 'https:']): boolean {
  return URL.canParse(address) && protocols.includes(new URL(address).protocol);
}

/** The vendor refuses any other one, with each request. */
function isForVendor(address: string): boolean {
  if (!isWebAddress(address) || !/^https?:\/\/[\x21-\x7e]+$/i.test(address)) return false;
  const { username, password } = new URL(address);
  return username === '' && password === '';
}
