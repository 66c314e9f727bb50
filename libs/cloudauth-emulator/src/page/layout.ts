import { html, type Html } from './html.js';
import { STYLE } from './style.js';

/** A whole page. The nonce must be the one of its Content-Security-Policy. */
export function layout(title: string, content: Html, nonce: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} – ID Verification emulator</title>
        <style nonce="${nonce}">
          ${STYLE}
        </style>
      </head>
      <body>
        <header><p>ID Verification emulator. No camera is used, and no user is verified.</p></header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
        <footer><p>This stands in for the vendor's page. You decide how the verification ends.</p></footer>
      </body>
    </html> `.text;
}

/** What a browser may do with a page: show it with its own style, and send its forms back. */
export function contentSecurityPolicy(nonce: string): string {
  return `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
}
