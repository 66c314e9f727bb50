import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { promisify } from 'node:util';
import { problemType } from 'nestjs-id-verification';
import { beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../support/docs/code-blocks.js';

const run = promisify(execFile);
const OUTPUT = 'site/dist';
const BASE = '/REPOSITORY/';

describe('The site of the documentation', () => {
  /** The HTML of every page, by its path. */
  let pages: ReadonlyMap<string, string>;

  beforeAll(async () => {
    // VitePress refuses to build with a link to a page that is not there.
    await run('npm', ['run', 'docs:build']);
    const files = await readdir(OUTPUT, { recursive: true });
    const html = files.filter((path) => path.endsWith('.html'));
    pages = new Map(
      await Promise.all(
        html.map(async (path) => [path, await readFile(join(OUTPUT, path), 'utf8')] as const),
      ),
    );
  });

  it('has a page for each document', async () => {
    const documents = await readdir('docs', { recursive: true });
    const expected = documents
      .filter((path) => path.endsWith('.md'))
      .map((path) => path.replace('README.md', 'index.md').replace('.md', '.html'));
    expect([...pages.keys()]).toEqual(expect.arrayContaining(expected));
  });

  it('has no broken link', () => {
    const broken = [...pages].flatMap(([path, html]) =>
      [...html.matchAll(/<a\b[^>]*? href="([^"]+)"/g)]
        .map(([, href = '']) => href)
        .filter((href) => !/^(https?|mailto):/.test(href) && !leads(path, href))
        .map((href) => `${path}: ${href}`),
    );
    expect(broken).toEqual([]);
  });

  it('is of the public API that the reports of the packages show', async () => {
    const { stdout } = await run('node', ['site/api-reports.mjs', '--check']).catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(stdout).toBe('');
  });

  it.each(blocksOf('mermaid'))('can draw the diagram %s', async (_, code) => {
    // From the packages of the site, with no page for which labels would have to be safe.
    const path = (name: string): string => resolve('site/node_modules', name);
    const { default: purify } = (await import(path('dompurify/dist/purify.es.mjs'))) as { default: object };
    Object.assign(purify, { addHook: () => undefined, sanitize: (label: string) => label });
    const { default: mermaid } = (await import(path('mermaid/dist/mermaid.core.mjs'))) as {
      default: { parse(text: string): Promise<unknown> };
    };

    expect(await mermaid.parse(code)).toMatchObject({ diagramType: expect.any(String) });
  });

  it('has the address of every problem', () => {
    expect(leads('index.html', `${BASE}${problemType('not_found').split(BASE)[1]}`)).toBe(true);
  });

  /** Whether an address leads to a page, and to a heading in it if it names one. */
  function leads(from: string, href: string): boolean {
    const [address = '', anchor] = href.split('#');
    const path = address.startsWith(BASE)
      ? address.slice(BASE.length)
      : posix.join(posix.dirname(from), address);
    const target = address === '' ? from : path === '' || path.endsWith('/') ? `${path}index.html` : path;
    const html = pages.get(target) ?? pages.get(`${target}.html`);
    return (
      html !== undefined && (anchor === undefined || html.includes(`id="${decodeURIComponent(anchor)}"`))
    );
  }
});
