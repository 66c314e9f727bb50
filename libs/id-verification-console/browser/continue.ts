import { Problem, redeem } from './api.js';
import { button, onClick, showOnly } from './dom.js';
import { keepAddress } from './language-switcher.js';
import { metaInfo } from './meta-info.js';
import { text } from './texts.js';

const VIEWS = ['invited', 'nothing', 'over'];
const token = location.hash.slice(1);

showOnly(token === '' ? 'nothing' : 'invited', VIEWS);
addEventListener('hashchange', () => location.reload());
keepAddress();

onClick(button('continue'), async () => {
  const body = { token, metaInfo: await metaInfo() };
  const { transactionUrl = '' } = await redeem(body).catch((problem: unknown) => {
    // Trying again is no use with a token that does not work any more.
    if (problem instanceof Problem && isOver(problem)) showOnly('over', VIEWS);
    throw problem;
  });
  if (!/^https?:\/\//.test(transactionUrl)) throw new Error(text('error.browser'));
  // Without the token the page that is left behind has nothing more to offer.
  history.replaceState(undefined, '', location.pathname + location.search);
  showOnly('nothing', VIEWS);
  location.assign(transactionUrl);
});

function isOver({ status, code }: Problem): boolean {
  return status === 404 || status === 410 || code === 'verification_ended';
}
