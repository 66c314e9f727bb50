import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { withMermaid } from 'vitepress-plugin-mermaid';

const REPOSITORY = 'https://github.com/OWNER/REPOSITORY';
const DOCS = resolve(import.meta.dirname, '../../docs');

/** The pages of a folder, each under its first heading. */
function pages(folder) {
  return readdirSync(resolve(DOCS, folder))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => ({ text: titleOf(`${folder}/${name}`), link: `/${folder}/${name.slice(0, -3)}` }));
}

function titleOf(path) {
  return /^# (.+)$/m.exec(readFileSync(resolve(DOCS, path), 'utf8'))[1].replaceAll('`', '');
}

const page = (name) => ({ text: titleOf(`${name}.md`), link: `/${name}` });

/** As GitHub makes anchors, so that a link works in the repository and on the site. */
function slugify(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** What a page of `docs/` links to outside of it is read in the repository. */
function linkToRepository(md) {
  md.core.ruler.push('link-to-repository', ({ tokens, env }) => {
    const links = tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'link_open');
    for (const link of links) {
      const href = link.attrGet('href');
      if (/^(\w+:|#|\/)/.test(href)) continue;
      const path = posix.normalize(posix.join('docs', posix.dirname(env.relativePath), href));
      if (/^docs\/.*README\.md$/.test(path)) link.attrSet('href', href.replace('README.md', 'index.md'));
      if (path.startsWith('docs/') && (!/\.\w+$/.test(path) || /\.md(#|$)/.test(href))) continue;
      if (!existsSync(resolve(DOCS, '..', path.split('#')[0])))
        throw new Error(`${env.relativePath}: ${href}`);
      link.attrSet('href', `${REPOSITORY}/blob/main/${path}`);
    }
  });
}

export default withMermaid({
  title: 'nestjs-id-verification',
  description: 'Alibaba Cloud ID Verification for NestJS',
  base: '/REPOSITORY/',
  // A copy: Node finds the site's packages from inside this folder only.
  srcDir: 'docs',
  outDir: resolve(import.meta.dirname, '../dist'),
  cleanUrls: true,
  // The sandbox's addresses.
  ignoreDeadLinks: 'localhostLinks',
  rewrites: { 'README.md': 'index.md', 'adr/README.md': 'adr/index.md' },
  markdown: { anchor: { slugify }, config: linkToRepository },
  // A diagram's label is measured outside of the page; the page's margins and line height would cut it.
  head: [['style', {}, '.vp-doc .mermaid p { margin: 0; line-height: 1.5 }']],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    sidebar: [
      {
        text: 'Getting started',
        items: [{ text: 'Overview', link: '/' }, page('getting-started'), page('guide'), page('glossary')],
      },
      { text: 'Guides', items: pages('guides') },
      {
        text: 'Reference',
        items: [
          ...pages('reference'),
          // Generated from the code by TypeDoc.
          { text: 'TypeScript API', link: '/api/modules/nestjs-id-verification' },
          { text: 'TypeScript API for tests', link: '/api/modules/nestjs-id-verification_testing' },
          page('conformance'),
        ],
      },
      {
        text: 'Operations',
        items: ['deployment', 'operations', 'pages', 'threat-model'].map(page),
      },
      { text: 'Contributing', items: ['architecture', 'releasing'].map(page) },
      { text: 'Decision records', link: '/adr/', collapsed: true, items: pages('adr') },
    ],
  },
});
