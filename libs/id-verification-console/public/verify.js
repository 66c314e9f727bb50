import { call } from './api.js';
import { busy, element, report, showOnly } from './dom.js';
import { InvitationView } from './invitation-view.js';
import { remember, remembered } from './remembered.js';
import { signIn } from './sign-in.js';
import { VerificationView } from './verification-view.js';

const VIEWS = ['start', 'invitation', 'verification'];
const form = element('start');

const verification = new VerificationView();
const invitation = new InvitationView({
  invite,
  started: (merchantBizId) => go('verification', merchantBizId),
  withdrawn: () => go('start'),
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void busy(form.querySelector('button'), () => invite(form.elements.merchantUserId.value));
});
element('again').addEventListener('click', () =>
  busy(element('again'), () => invite(remembered(current().merchantBizId).merchantUserId)),
);
element('another').addEventListener('click', () => go('start'));
addEventListener('hashchange', () => void show());
signIn('/verifications?limit=1', () => void show());

/** Starts one verification of a user, here or on a phone. */
async function invite(merchantUserId) {
  const { merchantBizId, token } = await call('POST', '/invitations', { merchantUserId });
  remember(merchantBizId, { merchantUserId, token });
  go('invitation', merchantBizId);
}

/** What is shown stands in the address, so that it survives a reload and can be opened in another tab. */
function go(view, merchantBizId = '') {
  const hash = view === 'start' ? location.pathname : `#${view}=${merchantBizId}`;
  history.replaceState(undefined, '', hash);
  void show({ withFocus: true });
}

function current() {
  const [, view, merchantBizId] =
    /^#(invitation|verification)=([A-Za-z0-9]{1,32})$/.exec(location.hash) ?? [];
  return { view: view ?? 'start', merchantBizId };
}

async function show({ withFocus = false } = {}) {
  const { view, merchantBizId } = current();
  invitation.leave();
  verification.leave();
  showOnly(view, VIEWS);
  if (view === 'start') form.elements.merchantUserId.select();
  else if (withFocus) element(`${view}-title`).focus();
  await report(async () => {
    if (view === 'invitation') await invitation.show(merchantBizId);
    if (view === 'verification') await verification.follow(merchantBizId);
  });
}
