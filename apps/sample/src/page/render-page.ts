/** What the page shows from the start. */
export interface PageContent {
  /** The key to fill in; the sandbox's, which is no secret, and none elsewhere. */
  readonly apiKey: string | undefined;
}

/** The page on which a person starts a verification and follows it. Works under `default-src 'self'`. */
export function renderPage({ apiKey }: PageContent): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>ID Verification sample</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/page.css">
    <script src="/assets/page.js" type="module"></script>
  </head>
  <body>
    <main>
      <h1>Verify a person</h1>
      <p>Starts a face liveness verification and follows it to its result.${apiKey === undefined ? '' : ' This is the sandbox: an emulator stands in for the vendor.'}</p>
      <noscript><p class="problem">This page needs JavaScript. The <a href="/docs">HTTP interface</a> does not.</p></noscript>
      <form id="start">
        <label for="api-key">API key</label>
        <input id="api-key" name="apiKey" type="password" required autocomplete="off" spellcheck="false" value="${escape(apiKey ?? '')}">
        <label for="merchant-user-id">Your id of the person</label>
        <input id="merchant-user-id" name="merchantUserId" required autocomplete="off" value="customer-1" aria-describedby="merchant-user-id-hint">
        <p id="merchant-user-id-hint" class="hint">Only a keyed hash of it is stored and sent.</p>
        <button type="submit" class="button primary">Start a verification</button>
      </form>
      <div id="problem" class="problem" role="alert" hidden></div>
      <section id="verification" aria-labelledby="verification-title" hidden>
        <h2 id="verification-title" tabindex="-1">The verification</h2>
        <div id="status" role="status">
          <p id="status-title"></p>
          <p id="status-detail"></p>
        </div>
        <div id="to-do">
          <a id="person-page" class="button primary" target="_blank" rel="noopener noreferrer" hidden>Open the person’s page<span class="unseen"> in a new tab</span></a>
          <button type="button" id="check" class="button">The person is done: check now</button>
        </div>
        <button type="button" id="again" class="button primary" hidden>Try again</button>
        <dl>
          <dt>Your id of the person</dt><dd id="person"></dd>
          <dt id="time-name">To be finished by</dt><dd id="time"></dd>
          <dt>MerchantBizId</dt><dd id="merchant-biz-id"></dd>
          <dt>TransactionId</dt><dd id="transaction-id"></dd>
        </dl>
      </section>
      <footer><a href="/docs">HTTP interface</a></footer>
    </main>
  </body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
