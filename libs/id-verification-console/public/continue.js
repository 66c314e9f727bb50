import { callWithoutKey } from './api.js';
import { busy, element, showOnly } from './dom.js';
import { metaInfo } from './meta-info.js';

const VIEWS = ['invited', 'nothing'];
const token = location.hash.slice(1);

showOnly(token === '' ? 'nothing' : 'invited', VIEWS);
addEventListener('hashchange', () => location.reload());

element('continue').addEventListener('click', () =>
  busy(element('continue'), async () => {
    const body = { token, metaInfo: await metaInfo() };
    const { transactionUrl } = await callWithoutKey('POST', '/invitations/redeem', body).catch((problem) => {
      // Trying again is no use with a token that does not work any more.
      if (problem.status === 404 || problem.status === 410) showOnly(undefined, VIEWS);
      throw problem;
    });
    if (!/^https?:\/\//.test(transactionUrl ?? ''))
      throw new Error('This browser is not supported. Try another one.');
    // Without the token the page that is left behind has nothing more to offer.
    history.replaceState(undefined, '', location.pathname);
    showOnly('nothing', VIEWS);
    location.assign(transactionUrl);
  }),
);
