import { Problem, redeem } from './api.js';
import { button, onClick, showOnly } from './dom.js';
import { keepAddress } from './language-switcher.js';
import { metaInfo } from './meta-info.js';
import { text } from './texts.js';

const VIEWS = ['invited', 'nothing'];
const token = location.hash.slice(1);

showOnly(token === '' ? 'nothing' : 'invited', VIEWS);
addEventListener('hashchange', () => location.reload());
keepAddress();

onClick(button('continue'), async () => {
  const body = { token, metaInfo: await metaInfo() };
  const { transactionUrl = '' } = await redeem(body).catch((problem: unknown) => {
    // Trying again is no use with a token that does not work any more.
    if (problem instanceof Problem && [404, 410].includes(problem.status)) showOnly(undefined, VIEWS);
    throw problem;
  });
  if (!/^https?:\/\//.test(transactionUrl)) throw new Error(text('error.browser'));
  // Without the token the page that is left behind has nothing more to offer.
  history.replaceState(undefined, '', location.pathname + location.search);
  showOnly('nothing', VIEWS);
  location.assign(transactionUrl);
});
